internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore

/// Answers `POST /{tenant}/oauth2/token` and `POST /{tenant}/oauth2/v2.0/token`.
struct TokenRoutes: Sendable {
    /// Seconds that a token lives where neither seed nor fault says otherwise; Entra says one less than an hour.
    static let lifetime = 3599
    /// Seconds that a token lives whose client takes claims challenges.
    static let capableLifetime = 86399

    let directory: Directory
    let signingKey: SigningKey

    /// Adds the two endpoints, which answer to every method, if only to say that it is wrong.
    func add(to router: Router<ExchangeContext>) {
        for method in [HTTPRequest.Method.get, .head, .put, .delete, .patch, .options, .post] {
            router.on(":tenant/oauth2/token", method: method) { _, context in
                try await answer(context.exchange, version: .v1)
            }
            router.on(":tenant/oauth2/v2.0/token", method: method) { _, context in
                try await answer(context.exchange, version: .v2)
            }
        }
    }

    private func answer(_ exchange: Exchange, version: EndpointVersion) async throws -> Response {
        guard exchange.method == .post else { throw EntraError.wrongMethod(exchange.method) }
        let request = try TokenRequest(exchange, version: version)
        let seed = await directory.seed(forTokensOf: request.clientId)
        let issuer = TokenIssuer(signingKey: signingKey, seededLifetime: seed.tokenLifetimeSeconds)
        if case .clientCredentials(let resource) = request.grant {
            let grant = try await ClientCredentialsGrant(request, for: resource, in: seed, exchange)
            return try await issuer.reply(to: request, grant, exchange)
        }
        return try await UserTokens(directory: directory, issuer: issuer).answer(request, in: seed, exchange)
    }
}
