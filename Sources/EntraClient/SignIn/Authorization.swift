package import VaultCrypto
internal import VaultModel

/// One sign-in in a browser: where it begins, and what must come back (authorization code with PKCE, RFC 7636).
package struct Authorization: Sendable {
    /// What the browser opens; it holds the challenge and never the verifier.
    package let url: String
    /// Compared in constant time with what comes back.
    package let state: String
    package let verifier: SharedSecret

    private static let prompts: Set = ["login", "none", "consent", "select_account"]

    /// - Throws: `EntraError.invalidRequest` for what the endpoint could only refuse.
    package init(
        _ request: TokenRequest,
        redirectURI: String,
        loginHint: String?,
        prompt: String?
    ) throws(EntraError) {
        let target = try TokenTarget(request, forUser: true)
        guard TokenTarget.isPrintable(redirectURI) else { throw .invalidRequest(.redirectURI) }
        guard loginHint.map(UserName.isValid) ?? true else { throw .invalidRequest(.userName) }
        guard prompt.map(Self.prompts.contains) ?? true else { throw .invalidRequest(.prompt) }
        do {
            verifier = SharedSecret(try SecretBytes(randomCount: 32).base64URL())
            state = try SecretBytes(randomCount: 32).withSpan { Base64URL.encode($0.copy) }
        } catch {
            throw .cannotLock
        }
        var fields: [(String, String?)] = [
            ("client_id", request.clientID.description), ("response_type", "code"), ("redirect_uri", redirectURI),
            ("response_mode", "form_post"), (target.field.name, target.field.text),
        ]
        if request.endpoint == .v1 { fields.append(("scope", "openid")) }
        fields += [
            ("state", state), ("code_challenge", Base64URL.encode(Digest.sha256(verifier.bytes))),
            ("code_challenge_method", "S256"), ("prompt", prompt), ("login_hint", loginHint),
            ("claims", target.claims),
        ]
        let path = TokenForm.path(request, v1: "authorize", v2: "authorize")
        url = request.destination.authority.description + path + "?" + PercentEncoding.query(fields)
    }

    /// Whether `text` is this sign-in's state, in time that depends on the length only.
    func isState(_ text: String) -> Bool {
        let (ours, theirs) = (Array(state.utf8), Array(text.utf8))
        guard ours.count == theirs.count else { return false }
        return zip(ours, theirs).reduce(0) { $0 | $1.0 ^ $1.1 } == 0
    }
}

extension FormBody.Field {
    /// Empty for a secret.
    var text: String {
        if case .plain(let text) = value { text } else { "" }
    }
}

extension PercentEncoding {
    /// `name=value` pairs; those without a value are left out.
    static func query(_ fields: [(String, String?)]) -> String {
        fields.compactMap { name, value in value.map { "\(name)=\(encode($0))" } }.joined(separator: "&")
    }

    static func encode(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            bytes += isUnreserved(byte) ? [byte] : [UInt8(ascii: "%"), digit(byte >> 4), digit(byte)]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
