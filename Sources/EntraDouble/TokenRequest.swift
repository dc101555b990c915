/// The two generations of Entra's endpoints.
enum EndpointVersion: Sendable {
    /// `/oauth2/token`, with `resource`.
    case v1
    /// `/oauth2/v2.0/token`, with `scope`.
    case v2
}

/// A request for a token that is well formed; whether it is granted is another matter.
struct TokenRequest: Sendable {
    /// Which endpoint was asked.
    let version: EndpointVersion
    /// The name of the directory, as it stands in the path.
    let directoryName: String
    /// The client ID, which need not be a GUID.
    let clientId: String
    /// The secret, from the body or the Basic header.
    let clientSecret: String?
    /// Whether a client assertion was sent.
    let hasAssertion: Bool
    /// The API that the token is for, as it was asked.
    let resource: String

    /// Reads a request, or refuses it as Entra refuses one that is malformed.
    init(_ exchange: Exchange, version: EndpointVersion) throws(EntraError) {
        let form = exchange.form
        if let name = form.repeated { throw .repeatedParameter(name) }
        // A body of another type is not read, so that its first parameter is what Entra misses.
        guard let grant = form["grant_type"] else { throw .missingParameter("grant_type") }
        guard grant == "client_credentials" else { throw .unsupportedGrant(grant) }
        let basic = version == .v2 ? BasicCredentials(exchange.headers) : nil
        guard let clientId = form["client_id"] ?? basic?.clientId else { throw .missingParameter("client_id") }
        self.version = version
        self.clientId = clientId
        directoryName = String(exchange.authoritySegment)
        clientSecret = form["client_secret"] ?? basic.flatMap { $0.secret.isEmpty ? nil : $0.secret }
        hasAssertion = form["client_assertion"] != nil
        resource = try Self.resource(in: form, version: version)
    }

    private static func resource(in form: Form, version: EndpointVersion) throws(EntraError) -> String {
        switch version {
        case .v1:
            guard let resource = form["resource"] else { throw .missingParameter("resource") }
            return resource
        case .v2:
            if form["resource"] != nil { throw .resourceSentToV2 }
            guard let scope = form["scope"] else { throw .missingParameter("scope") }
            return try resource(ofScope: scope)
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
