/// Reads which API an application asks for where it acts for itself.
enum ApplicationScope {
    /// The API that `resource` or `scope` names.
    static func resource(in form: Form, version: EndpointVersion) throws(EntraError) -> String {
        switch version {
        case .v1:
            return try form.required("resource")
        case .v2:
            if form["resource"] != nil { throw .resourceSentToV2 }
            return try resource(ofScope: try form.required("scope"))
        }
    }

    private static func resource(ofScope scope: String) throws(EntraError) -> String {
        let suffix = "/.default"
        let scopes = scope.split(separator: " ")
        guard let only = scopes.first else { throw .invalidScope(scope) }
        guard scopes.allSatisfy({ $0.hasSuffix(suffix) }) else { throw .scopeWithoutDefault(scope) }
        guard Set(scopes).count == 1 else { throw .scopesOfSeveralResources }
        let resource = only.dropLast(suffix.count)
        guard !resource.isEmpty else { throw .invalidScope(scope) }
        return String(resource)
    }
}
