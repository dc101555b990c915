internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore

/// Answers OpenID discovery, instance discovery and the key sets.
struct DiscoveryRoutes: Sendable {
    let directory: Directory
    let signingKey: SigningKey

    /// Adds the routes.
    func add(to router: Router<ExchangeContext>) {
        router.get(":tenant/.well-known/openid-configuration") { _, context in
            try await document(context.exchange, version: .v1)
        }
        router.get(":tenant/v2.0/.well-known/openid-configuration") { _, context in
            try await document(context.exchange, version: .v2)
        }
        router.get(":tenant/discovery/keys") { _, context in
            try await keys(context.exchange, version: .v1)
        }
        router.get(":tenant/discovery/v2.0/keys") { _, context in
            try await keys(context.exchange, version: .v2)
        }
        router.get(":tenant/discovery/instance") { _, context in
            try instance(context.exchange)
        }
    }

    private func document(_ exchange: Exchange, version: EndpointVersion) async throws -> Response {
        let authority = try await authority(of: exchange)
        return try .json(DiscoveryDocument(authority: authority, baseURL: exchange.baseURL, version: version).fields)
    }

    private func keys(_ exchange: Exchange, version: EndpointVersion) async throws -> Response {
        let authority = try await authority(of: exchange)
        let document = DiscoveryDocument(authority: authority, baseURL: exchange.baseURL, version: version)
        return try .json(signingKey.keySet(issuer: document.issuer))
    }

    private func authority(of exchange: Exchange) async throws -> Authority {
        let name = String(exchange.authoritySegment)
        guard let authority = await directory.seed.authority(named: name) else {
            throw EntraError.unknownTenant(name, error: "invalid_tenant")
        }
        return authority
    }

    /// Confirms that an authorize endpoint is one of this double's, and names its discovery document.
    private func instance(_ exchange: Exchange) throws -> Response {
        guard let version = exchange.query["api-version"] else { throw EntraError.missingParameter("api-version") }
        guard let endpoint = exchange.query["authorization_endpoint"] else {
            throw EntraError.missingParameter("authorization_endpoint")
        }
        let own = exchange.baseURL.split(separator: "/").last.map(String.init) ?? ""
        let parts = endpoint.split(separator: "/")
        // MSAL for Python leaves the port out when it asks.
        let names = [own, own.split(separator: ":").dropLast().joined(separator: ":")]
        guard parts.count > 2, names.contains(String(parts[1])) else { throw EntraError.unknownInstance }
        let generation = endpoint.contains("/oauth2/v2.0/") ? "/v2.0" : ""
        var fields: [String: JSONValue] = [
            "tenant_discovery_endpoint": .string(
                "\(exchange.baseURL)/\(parts[2])\(generation)/.well-known/openid-configuration"
            ),
            "api-version": .string(version),
        ]
        if version != "1.0" {
            let name = JSONValue.string(own)
            fields["metadata"] = [["preferred_network": name, "preferred_cache": name, "aliases": [name]]]
        }
        return try .json(fields)
    }
}
