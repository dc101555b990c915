internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird

/// Answers `/{tenant}/oauth2/authorize` and `/{tenant}/oauth2/v2.0/authorize` with pages, and then with a code.
struct AuthorizeRoutes: Sendable {
    let directory: Directory
    let signingKey: SigningKey

    /// Adds the pages; their forms come back to the same address.
    func add(to router: Router<ExchangeContext>) {
        for method in [HTTPRequest.Method.get, .post] {
            router.on(":tenant/oauth2/authorize", method: method) { _, context in
                await answer(context.exchange, version: .v1)
            }
            router.on(":tenant/oauth2/v2.0/authorize", method: method) { _, context in
                await answer(context.exchange, version: .v2)
            }
        }
    }

    /// Shows what cannot be sent back, and sends back what can.
    private func answer(_ exchange: Exchange, version: EndpointVersion) async -> Response {
        let seed = await directory.seed
        let client: AuthorizeClient
        do {
            client = try AuthorizeClient(exchange, in: seed)
        } catch {
            return Page.refusal(error).response(.badRequest)
        }
        do {
            if let refusal = exchange.fault?.error?.refusal() { throw refusal }
            let request = try AuthorizeRequest(exchange.query, version)
            let visit = AuthorizeVisit(
                directory: directory,
                signingKey: signingKey,
                client: client,
                request: request,
                seed: seed,
                exchange: exchange
            )
            return try await visit.next()
        } catch let refusal as EntraError {
            return client.reply(refusing: refusal, exchange)
        } catch {
            return .empty(.internalServerError)
        }
    }
}
