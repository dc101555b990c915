internal import VaultModel

/// Which resource a list of scopes belongs to.
enum ScopeResource {
    /// The one resource of `scopes`; a scope without one, such as `User.Read`, is Graph's.
    static func of(_ scopes: [String], in destination: Destination) throws(EntraError) -> String {
        var found: String?
        // These name rights of the sign-in itself, not of a resource.
        for scope in scopes where !["openid", "profile", "email", "offline_access"].contains(scope) {
            let resource = resource(of: scope, graph: destination.graph)
            if let found, !Audience.matches(claim: resource, requested: found) {
                throw .invalidRequest(.scopesOfSeveralResources)
            }
            found = found ?? resource
        }
        return found ?? destination.graph.description
    }

    private static func resource(of scope: String, graph: Origin) -> String {
        guard let slash = scope.lastIndex(of: "/") else { return graph.description }
        // In `https://host` the last slash belongs to the scheme.
        let resource = scope[..<slash]
        return resource.hasSuffix(":/") ? scope : String(resource)
    }
}
