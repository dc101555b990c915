internal import Crypto
internal import FoundationEssentials
internal import HTTPTypes

/// The bearer token of a request to Graph, verified.
struct GraphToken: Sendable {
    /// The directory that issued it.
    let directoryId: GUID
    /// The application that it was issued to.
    let clientId: GUID
    /// The permissions of the application itself.
    let roles: Set<String>
    /// The permissions that a user gave it; nil in a token of the application's own.
    let scopes: Set<String>?
    /// The user.
    let userPrincipalName: String?

    /// Verifies what the request carries.
    init(_ exchange: Exchange, signingKey: SigningKey) async throws(GraphError) {
        guard let token = exchange.bearerToken else { throw .invalidToken("Access token is empty.") }
        guard let claims = try? await signingKey.verifyForGraph(token) else {
            throw .invalidToken("Access token validation failure.")
        }
        guard let audience = claims.text("aud"), KnownResources.isGraph(audience) else {
            throw .invalidToken("Access token validation failure. Invalid audience.")
        }
        guard case .integer(let end) = claims.fields["exp"], exchange.now.epochSeconds < end else {
            throw .invalidToken("Lifetime validation failed, the token is expired.")
        }
        guard let directoryId = claims.text("tid").flatMap({ GUID($0) }),
            let clientId = (claims.text("appid") ?? claims.text("azp")).flatMap({ GUID($0) })
        else { throw .invalidToken("Access token validation failure.") }
        self.directoryId = directoryId
        self.clientId = clientId
        scopes = claims.text("scp").map { Set($0.split(separator: " ").map(String.init)) }
        userPrincipalName = claims.text("upn")
        var roles: Set<String> = []
        if case .array(let names) = claims.fields["roles"] {
            for case .string(let name) in names { roles.insert(name) }
        }
        self.roles = roles
    }
}

extension Exchange {
    /// The token in the `Authorization` header.
    var bearerToken: String? { headers.bearerToken }
}

extension HTTPFields {
    /// The token in the `Authorization` header.
    var bearerToken: String? {
        guard let header = self[.authorization], header.lowercased().hasPrefix("bearer ") else { return nil }
        return String(header.dropFirst(7))
    }
}

extension Claims {
    fileprivate func text(_ name: String) -> String? {
        guard case .string(let text) = fields[name] else { return nil }
        return text
    }
}

extension SigningKey {
    /// Reads the claims of a token for Graph, if this key signed it: what is signed holds the nonce's digest.
    func verifyForGraph(_ token: String) async throws -> Claims {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, var header = JSONWebToken(token)?.header, case .string(let nonce) = header["nonce"]
        else {
            return try await verify(token)
        }
        header["nonce"] = .string(Data(SHA256.hash(data: Data(nonce.utf8))).base64URL)
        let signed = try JSONEncoder.double.encode(header).base64URL
        return try await verify([signed, parts[1], parts[2]].joined(separator: "."))
    }
}
