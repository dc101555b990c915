internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird

/// Answers `/v1/customers/{tenant}/applicationconsents`, where a partner's user grants an application its permissions.
struct PartnerCenterRoutes: Sendable {
    /// How Partner Center's paths begin.
    static let prefix = "/v1/customers/"

    let directory: Directory
    let signingKey: SigningKey

    /// Adds the routes.
    func add(to router: Router<ExchangeContext>) {
        let path = "v1/customers/:customer/applicationconsents"
        router.post(.init(path)) { _, context in
            try await answer(context) { customer, exchange in
                let body = try decode(exchange)
                try await directory.grant(body.consent(in: customer), to: body.applicationId)
                return try .json(body, status: .created)
            }
        }
        router.get(.init(path)) { _, context in
            try await answer(context) { customer, _ in
                let items = await directory.seed.consents(in: customer)
                return try .json(Collection(totalCount: items.count, items: items))
            }
        }
        router.get(.init(path + "/:appId")) { _, context in
            try await answer(context) { customer, _ in
                let appId = try appId(context)
                let items = await directory.seed.consents(in: customer)
                guard let found = items.first(where: { $0.applicationId == appId }) else {
                    throw PartnerCenterError.notFound
                }
                return try .json(found)
            }
        }
        router.delete(.init(path + "/:appId")) { _, context in
            try await answer(context) { customer, _ in
                try await directory.withdrawGrant(from: try appId(context), in: customer)
                return .empty(.noContent)
            }
        }
    }

    /// Checks the token and the relationship, and words what is refused.
    private func answer(
        _ context: ExchangeContext,
        _ body: (GUID, Exchange) async throws -> Response
    ) async throws -> Response {
        let exchange = context.exchange
        var token: PartnerToken?
        var response: Response
        do {
            let verified = try await PartnerToken(exchange, signingKey: signingKey)
            token = verified
            let customer = try await customer(of: verified, context)
            response = try await body(customer, exchange)
        } catch let error as PartnerCenterError {
            response = try error.response()
        }
        if exchange.headers[named: "ValidateMfa"]?.lowercased() == "true" {
            response.headers[named: "isMfaCompliant"] = token?.isMFA == true ? "true" : "false"
        }
        response.headers[named: "MS-RequestId"] = exchange.headers[named: "MS-RequestId"]
        response.headers[named: "MS-CorrelationId"] = exchange.headers[named: "MS-CorrelationId"]
        return response
    }

    private func customer(of token: PartnerToken, _ context: ExchangeContext) async throws -> GUID {
        guard token.hasUser else { throw PartnerCenterError.accessDenied }
        guard token.isMFA else { throw PartnerCenterError.factorMissing }
        let partner = await directory.seed.tenants.first { $0.directoryId == token.directoryId }
        guard let customer = context.parameters.get("customer").flatMap({ GUID($0) }),
            partner?.customers?.contains(customer) == true
        else { throw PartnerCenterError.accessDenied }
        return customer
    }

    private func appId(_ context: ExchangeContext) throws(PartnerCenterError) -> GUID {
        guard let appId = context.parameters.get("appId").flatMap({ GUID($0) }) else { throw .notFound }
        return appId
    }

    private func decode(_ exchange: Exchange) throws(PartnerCenterError) -> ApplicationConsentBody {
        do {
            return try JSONDecoder.double.decode(
                ApplicationConsentBody.self,
                from: Data(exchange.body.readableBytesView)
            )
        } catch let error as DecodingError {
            throw .invalidInput("\(error.place) \(error.reason)")
        } catch {
            throw .invalidInput("the body is not JSON")
        }
    }
}

/// Several items, as Partner Center lists them.
private struct Collection: Encodable {
    let totalCount: Int
    let items: [ApplicationConsentBody]
    var attributes = ["objectType": "Collection"]
}
