internal import NIOCore
internal import VaultModel

/// A token request put into the form in which it travels, the secret excepted.
struct TokenForm {
    let path: String
    let body: FormBody
    /// What the token's `aud` is compared with.
    let audience: String

    /// - Throws: `EntraError.invalidRequest` for what the endpoint could only refuse.
    init(_ request: TokenRequest) throws(EntraError) {
        let target: FormBody.Field
        switch (request.target, request.endpoint) {
        case (.audience(let uri), .v1):
            target = FormBody.Field(name: "resource", value: uri)
            audience = uri
        case (.audience(let uri), .v2):
            target = FormBody.Field(name: "scope", value: uri + "/.default")
            audience = uri
        case (.scopes, .v1):
            throw .invalidRequest(.scopesOnV1)
        case (.scopes(let scopes), .v2):
            guard scopes.allSatisfy(Self.isPrintable) else { throw .invalidRequest(.target) }
            target = FormBody.Field(name: "scope", value: scopes.joined(separator: " "))
            audience = try ScopeResource.of(scopes, in: request.destination)
        }
        guard Self.isPrintable(audience), !target.value.isEmpty else { throw .invalidRequest(.target) }
        var trailing = [FormBody.Field(name: "grant_type", value: "client_credentials"), target]
        if let claims = request.claims {
            try Self.check(claims)
            trailing.append(FormBody.Field(name: "claims", value: claims))
        }
        body = FormBody(
            leading: [FormBody.Field(name: "client_id", value: request.clientID.description)],
            secretName: "client_secret",
            trailing: trailing
        )
        switch request.endpoint {
        case .v1: path = "/\(request.directoryID)/oauth2/token"
        case .v2: path = "/\(request.directoryID)/oauth2/v2.0/token"
        }
    }

    private static func isPrintable(_ text: String) -> Bool {
        (1...512).contains(text.utf8.count) && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
    }

    private static func check(_ claims: String) throws(EntraError) {
        guard claims.utf8.count <= 16 * 1024, let value = try? JSONValue(parsing: ByteBuffer(string: claims)),
            value.object != nil
        else { throw .invalidRequest(.claims) }
    }
}
