internal import NIOCore
internal import VaultModel

/// How a request says what its token shall open, in the words of either endpoint.
struct TokenTarget {
    /// What the token's `aud` is compared with.
    let audience: String
    /// `scope` for v2, `resource` for v1.
    let field: FormBody.Field
    /// The claims request, the capability included.
    let claims: String?

    /// What a sign-in asks for beside its resource: a refresh token, and who signed in.
    static let signInScopes = ["offline_access", "openid", "profile"]

    /// - Throws: `EntraError.invalidRequest` for what the endpoint could only refuse.
    init(_ request: TokenRequest, forUser: Bool) throws(EntraError) {
        let asked: [String]
        switch (request.target, request.endpoint) {
        case (.audience(let uri), .v1):
            audience = uri
            asked = []
        case (.audience(let uri), .v2):
            audience = uri
            asked = [uri + "/.default"]
        case (.scopes, .v1):
            throw .invalidRequest(.scopesOnV1)
        case (.scopes(let scopes), .v2):
            guard !scopes.isEmpty, scopes.allSatisfy(Self.isPrintable) else { throw .invalidRequest(.target) }
            audience = try ScopeResource.of(scopes, in: request.destination)
            asked = scopes
        }
        guard Self.isPrintable(audience) else { throw .invalidRequest(.target) }
        switch request.endpoint {
        case .v1: field = FormBody.Field("resource", audience)
        case .v2:
            let more = forUser ? Self.signInScopes.filter { !asked.contains($0) } : []
            field = FormBody.Field("scope", (asked + more).joined(separator: " "))
        }
        claims = try Capability.claims(of: request)
    }

    static func isPrintable(_ text: String) -> Bool {
        (1...512).contains(text.utf8.count) && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
    }
}

/// What a client says it can do: `cp1`, answer the challenges of continuous access evaluation.
enum Capability {
    private static let longLife: JSONValue = .object([
        "access_token": .object(["xms_cc": .object(["values": .array([.string("cp1")])])])
    ])

    /// The request's claims as they were given, or with the capability merged in.
    static func claims(of request: TokenRequest) throws(EntraError) -> String? {
        guard let text = request.claims else { return request.wantsLongLife ? longLife.text : nil }
        guard text.utf8.count <= 16 * 1024, let given = try? JSONValue(parsing: ByteBuffer(string: text)),
            given.object != nil
        else { throw .invalidRequest(.claims) }
        return request.wantsLongLife ? merge(given, longLife).text : text
    }

    /// Objects member by member, arrays as sets; else what `more` says.
    private static func merge(_ value: JSONValue, _ more: JSONValue) -> JSONValue {
        switch (value, more) {
        case (.object(let members), .object(let others)): .object(members.merging(others, uniquingKeysWith: merge))
        case (.array(let items), .array(let others)): .array(items + others.filter { !items.contains($0) })
        case (.null, _), (.bool, _), (.integer, _), (.number, _), (.string, _), (.array, _), (.object, _): more
        }
    }
}
