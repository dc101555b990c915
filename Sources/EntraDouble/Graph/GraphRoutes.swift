internal import FoundationEssentials
internal import HTTPTypes
internal import HummingbirdCore

/// Answers `/v1.0/…`, where Graph is: its paths are OData's, which the router of the other endpoints does not read.
struct GraphRoutes: Sendable {
    /// How Graph's paths begin.
    static let prefix = "/v1.0/"

    /// Whether a path is Graph's.
    static func own(_ path: String) -> Bool { path.hasPrefix(prefix) || path == prefix.dropLast() }

    let directory: Directory
    let signingKey: SigningKey
    let service: GraphService

    init(directory: Directory, signingKey: SigningKey) {
        self.directory = directory
        self.signingKey = signingKey
        service = GraphService(directory: directory)
    }

    /// Answers a request, or words its refusal.
    func answer(_ exchange: Exchange) async throws -> Response {
        let request = GraphRequest(exchange)
        let reply: GraphReply
        do throws(GraphError) {
            let caller = try await caller(exchange)
            if request.method == .post, try GraphPath(request.segments) == .batch {
                let batch = GraphBatch(exchange: exchange, service: service, caller: caller)
                reply = try await batch.answer(request)
            } else {
                reply = try await service.answer(request, as: caller)
            }
        } catch {
            reply = error.reply(to: request)
        }
        return try reply.overridden(by: exchange.fault).response(to: request)
    }

    /// Counts a request under its path without escapes, and takes the fault that applies to it.
    func fault(for request: Request) async -> Fault? {
        // What the token says only chooses a fault; nothing is granted by it.
        let token = request.headers.bearerToken.flatMap(JSONWebToken.init)
        return await directory.admit(
            method: request.method.rawValue,
            path: GraphRequest.path(request.uri.path),
            clientId: token?.text("appid"),
            grantType: nil,
            directory: (token?.text("tid") ?? "")[...]
        )
    }

    private func caller(_ exchange: Exchange) async throws(GraphError) -> GraphCaller {
        let token = try await GraphToken(exchange, signingKey: signingKey)
        guard await directory.tenant(token.directoryId) != nil else {
            throw .invalidToken("Access token validation failure.")
        }
        var isAdministrator = true
        if let name = token.userPrincipalName {
            isAdministrator = await directory.seed.person(named: name)?.user.admin ?? true
        }
        return GraphCaller(token: token, isAdministrator: isAdministrator)
    }
}
