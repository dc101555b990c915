internal import FoundationEssentials
internal import VaultCrypto
internal import VaultModel

/// A token request put into the form in which it travels.
struct TokenForm {
    let path: String
    let body: FormBody
    /// What the token's `aud` is compared with.
    let audience: String

    /// Signs an assertion where the proof is a certificate, as of `instant`.
    ///
    /// - Throws: `EntraError.invalidRequest` for what the endpoint could only refuse.
    init(_ request: TokenRequest, proof: ClientProof, grant: Grant, at instant: Date) throws(EntraError) {
        let target = try TokenTarget(request, forUser: grant.isForUser)
        path = Self.path(request, v1: "token", v2: "token")
        audience = target.audience
        if case (.none, .clientCredentials) = (proof, grant) { throw .invalidRequest(.noProof) }
        let url = request.destination.authority.description + path
        var fields = [FormBody.Field("client_id", request.clientID.description)]
        fields += try proof.fields(client: request.clientID, audience: url, at: instant)
        fields += try grant.fields(request.endpoint, target: target)
        if let claims = target.claims { fields.append(FormBody.Field("claims", claims)) }
        body = try Self.body(fields)
    }

    /// The request for a device code, which is answered with what a person types.
    init(deviceCodeFor request: TokenRequest, proof: ClientProof, at instant: Date) throws(EntraError) {
        let target = try TokenTarget(request, forUser: true)
        path = Self.path(request, v1: "devicecode?api-version=1.0", v2: "devicecode")
        audience = target.audience
        let url = request.destination.authority.description + Self.path(request, v1: "token", v2: "token")
        var fields = [FormBody.Field("client_id", request.clientID.description)]
        fields += try proof.fields(client: request.clientID, audience: url, at: instant)
        fields.append(target.field)
        if let claims = target.claims { fields.append(FormBody.Field("claims", claims)) }
        body = try Self.body(fields)
    }

    static func path(_ request: TokenRequest, v1: String, v2: String) -> String {
        switch request.endpoint {
        case .v1: "/\(request.directoryID)/oauth2/\(v1)"
        case .v2: "/\(request.directoryID)/oauth2/v2.0/\(v2)"
        }
    }

    private static func body(_ fields: [FormBody.Field]) throws(EntraError) -> FormBody {
        let body = FormBody(fields: fields)
        guard body.secrets.allSatisfy({ !$0.bytes.isEmpty }) else { throw .invalidRequest(.emptySecret) }
        return body
    }
}

extension ClientProof {
    /// What is sent of it; an assertion is for `audience`, the very URL of the token endpoint.
    fileprivate func fields(
        client: ClientID,
        audience: String,
        at instant: Date
    ) throws(EntraError) -> [FormBody.Field] {
        switch self {
        case .none: return []
        case .secret(let secret): return [FormBody.Field("client_secret", secret: secret)]
        case .assertion(let assertion): return Self.fields(assertion)
        case .certificate(let certificate):
            return Self.fields(
                try ClientAssertion.sign(with: certificate, client: client, audience: audience, at: instant))
        }
    }

    private static func fields(_ assertion: SharedSecret) -> [FormBody.Field] {
        [
            FormBody.Field("client_assertion_type", ClientAssertion.type),
            FormBody.Field("client_assertion", secret: assertion),
        ]
    }
}

extension Grant {
    /// Whether a user has signed in, so that a refresh token and the user's name may come.
    var isForUser: Bool {
        if case .clientCredentials = self { false } else { true }
    }

    /// Whether the same request may be sent again after a lost reply: codes are good for one use.
    var canBeRepeated: Bool {
        switch self {
        case .clientCredentials, .refreshToken, .password: true
        case .authorizationCode, .deviceCode: false
        }
    }

    fileprivate func fields(
        _ endpoint: TokenEndpoint,
        target: TokenTarget
    ) throws(EntraError) -> [FormBody.Field] {
        // v1 gives an ID token only for this; elsewhere it ignores scopes.
        let openID = endpoint == .v1 ? [FormBody.Field("scope", "openid")] : []
        switch self {
        case .clientCredentials:
            return [FormBody.Field("grant_type", "client_credentials"), target.field]
        case .refreshToken(let token):
            return [
                FormBody.Field("grant_type", "refresh_token"), FormBody.Field("refresh_token", secret: token),
                target.field,
            ] + openID
        case .authorizationCode(let code, let verifier, let redirectURI):
            guard TokenTarget.isPrintable(redirectURI) else { throw .invalidRequest(.redirectURI) }
            return [
                FormBody.Field("grant_type", "authorization_code"), FormBody.Field("code", secret: code),
                FormBody.Field("redirect_uri", redirectURI), FormBody.Field("code_verifier", secret: verifier),
                target.field,
            ] + openID
        case .deviceCode(let code):
            switch endpoint {
            case .v1:
                return [
                    FormBody.Field("grant_type", "device_code"), FormBody.Field("code", secret: code), target.field,
                ]
            case .v2:
                let type = "urn:ietf:params:oauth:grant-type:device_code"
                return [FormBody.Field("grant_type", type), FormBody.Field("device_code", secret: code)]
            }
        case .password(let user, let password):
            guard UserName.isValid(user) else { throw .invalidRequest(.userName) }
            return [
                FormBody.Field("grant_type", "password"), FormBody.Field("username", user),
                FormBody.Field("password", secret: password), target.field,
            ] + openID
        }
    }
}

/// Names that a user may be asked for under.
enum UserName {
    static func isValid(_ text: String) -> Bool {
        (1...256).contains(text.utf8.count) && PrintableText.clean(text, limit: 256) == text
    }
}
