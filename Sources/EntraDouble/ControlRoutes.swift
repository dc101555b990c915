internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore

/// Lets tests on this machine look at the double and change it, under `/double/`.
struct ControlRoutes: Sendable {
    /// How every control path begins.
    static let prefix = "/double/"

    let directory: Directory

    /// Adds the routes.
    func add(to router: Router<ExchangeContext>) {
        router.get("double/state") { _, context in
            try guardLoopback(context.exchange)
            return try await Response.json(directory.present)
        }
        router.get("double/requests") { _, context in
            try guardLoopback(context.exchange)
            return try await Response.json(RequestsReply(requests: directory.requests))
        }
        router.post("double/faults") { _, context in
            try guardLoopback(context.exchange)
            let list: FaultList = try decode(context.exchange)
            await directory.setFaults(list.faults)
            return Response.empty(.noContent)
        }
        router.post("double/clock") { _, context in
            try guardLoopback(context.exchange)
            let setting: ClockSetting = try decode(context.exchange)
            switch setting {
            case .offset(let seconds): await directory.setClock(offset: seconds)
            case .now(let instant): await directory.setClock(to: instant)
            }
            return Response.empty(.noContent)
        }
        router.post("double/replication") { _, context in
            try guardLoopback(context.exchange)
            let setting: ReplicationSetting = try decode(context.exchange)
            await directory.setReplicationLag(setting.lag)
            return Response.empty(.noContent)
        }
        router.post("double/grants") { _, context in
            try guardLoopback(context.exchange)
            let order: GrantSetting = try decode(context.exchange)
            let isKnown: Bool
            do {
                isKnown = try await directory.setGrants(of: order.appId, roles: order.roles, owners: order.owners)
            } catch let error as SeedError {
                throw HTTPError(.badRequest, message: error.description)
            }
            guard isKnown else { throw HTTPError(.notFound, message: "there is no such application") }
            return Response.empty(.noContent)
        }
        router.post("double/devicecode") { _, context in
            try guardLoopback(context.exchange)
            try await answer(try decode(context.exchange), at: context.exchange.now)
            return Response.empty(.noContent)
        }
        router.post("double/revoke") { _, context in
            try guardLoopback(context.exchange)
            let order: Revocation = try decode(context.exchange)
            await directory.revokeRefreshTokens(of: order.userPrincipalName, clientId: order.clientId)
            return Response.empty(.noContent)
        }
    }

    func answer(_ answer: DeviceCodeAnswer, at now: Date) async throws {
        guard let code = await directory.pendingDeviceCode(userCode: answer.userCode, at: now) else {
            throw HTTPError(.notFound, message: "no device waits with that code")
        }
        let seed = await directory.seed
        switch answer.action {
        case .decline:
            await directory.answer(userCode: answer.userCode, .declined)
        case .approve:
            let client = try TokenClient(code.clientId.description, in: code.directoryName, of: seed)
            guard let name = answer.userPrincipalName else {
                throw HTTPError(.badRequest, message: "userPrincipalName is missing")
            }
            try await DeviceLoginRoutes(directory: directory).approve(code, as: name, client: client, seed: seed)
        }
    }

    private func guardLoopback(_ exchange: Exchange) throws {
        guard exchange.fromLoopback else {
            throw HTTPError(.forbidden, message: "control is for this machine only")
        }
    }

    private func decode<Setting: Decodable>(_ exchange: Exchange) throws -> Setting {
        do {
            return try JSONDecoder.double.decode(Setting.self, from: Data(exchange.body.readableBytesView))
        } catch let error as DecodingError {
            let place = error.place
            throw HTTPError(.badRequest, message: place.isEmpty ? error.reason : "\(place): \(error.reason)")
        }
    }
}

private struct RequestsReply: Encodable {
    let requests: [RequestCount]
}

/// The body of `POST /double/devicecode`: a user's answer, without the page.
struct DeviceCodeAnswer: Decodable {
    let userCode: String
    let userPrincipalName: String?
    let action: Action

    enum Action: String, Decodable { case approve, decline }
}

/// The body of `POST /double/revoke`: whose refresh tokens are taken back.
struct Revocation: Decodable {
    let userPrincipalName: String
    let clientId: GUID?
}
