/// Which API a user's token is to open, and how far.
struct ScopeRequest: Equatable, Sendable {
    /// The API; nil where the request names none.
    let resource: String?
    /// The delegated permissions by name; nil means all that were granted.
    let names: [String]?
    /// The OpenID scopes.
    let openID: Set<String>

    private static let openIDScopes: Set<String> = ["openid", "profile", "email", "offline_access"]

    /// Reads `resource` on v1 and `scope` on v2; a permission without an API is Graph's.
    init(_ form: Form, _ version: EndpointVersion) throws(EntraError) {
        let words = (form["scope"] ?? "").split(separator: " ").map(String.init)
        openID = Self.openIDScopes.intersection(words)
        switch version {
        case .v1:
            resource = form["resource"]
            names = nil
        case .v2:
            if form["resource"] != nil { throw .resourceSentToV2 }
            let parts = words.filter { !Self.openIDScopes.contains($0) }.map(Self.split)
            guard parts.allSatisfy({ !$0.name.isEmpty && !$0.resource.isEmpty }) else {
                throw .invalidScope(form["scope"] ?? "")
            }
            guard Set(parts.map(\.resource)).count < 2 else { throw .scopesOfSeveralResources }
            let all = parts.contains { $0.name == ".default" }
            guard !all || parts.count == 1 else { throw .invalidScope(form["scope"] ?? "") }
            resource = parts.first?.resource ?? (openID.isEmpty ? nil : KnownResources.graph)
            names = all || words.isEmpty ? nil : parts.map(\.name)
        }
    }

    private static func split(_ scope: String) -> (resource: String, name: String) {
        guard let slash = scope.lastIndex(of: "/") else { return (KnownResources.graph, scope) }
        return (String(scope[..<slash]), String(scope[scope.index(after: slash)...]))
    }
}
