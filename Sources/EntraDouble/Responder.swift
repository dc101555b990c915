internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore

/// Takes each request through faults and routes to its reply.
///
/// It stands where Hummingbird's `Application` would, which sets the `Date` header by the machine's clock; here the
/// double's own clock counts. It is also what can end a connection in the middle of a reply.
struct Responder: Sendable {
    /// The largest body that is read.
    static let bodyLimit = 64 * 1024

    let directory: Directory
    let router: RouterResponder<ExchangeContext>
    let graph: GraphRoutes
    let scheme: String
    /// The host that replies name, without the port.
    let host: String
    let latency: Duration
    let logger: Logger

    /// Makes the routes.
    init(directory: Directory, signingKey: SigningKey, options: Options, logger: Logger) {
        let router = Router(context: ExchangeContext.self)
        router.add(middleware: RefusalMiddleware())
        TokenRoutes(directory: directory, signingKey: signingKey).add(to: router)
        DeviceCodeRoutes(directory: directory).add(to: router)
        AuthorizeRoutes(directory: directory, signingKey: signingKey).add(to: router)
        AdminConsentRoutes(directory: directory).add(to: router)
        DeviceLoginRoutes(directory: directory).add(to: router)
        UserRealmRoutes(directory: directory).add(to: router)
        DiscoveryRoutes(directory: directory, signingKey: signingKey).add(to: router)
        PartnerCenterRoutes(directory: directory, signingKey: signingKey).add(to: router)
        ControlRoutes(directory: directory).add(to: router)
        self.router = router.buildResponder()
        graph = GraphRoutes(directory: directory, signingKey: signingKey)
        self.directory = directory
        self.logger = logger
        scheme = options.scheme
        host = options.hostName
        latency = options.latency
    }

    /// Answers one request, or throws to end its connection.
    func respond(to request: Request, _ writer: consuming ResponseWriter, on channel: any Channel) async throws {
        let exchange: Exchange
        do {
            exchange = try await receive(request, on: channel)
        } catch is NIOTooManyBytesError {
            var response = Response.empty(.contentTooLarge)
            response.headers[.connection] = "close"
            response.headers[.date] = await directory.now.httpDate
            return try await writer.write(response: response.head, body: response.body)
        }
        let response = try await exchange.stamped(reply(to: request, in: exchange))
        guard let limit = exchange.fault?.truncateBody else {
            return try await writer.write(response: response.head, body: response.body)
        }
        let body = try await writer.writeHead(response.head)
        try await response.body.write(TruncatingWriter(base: body, remaining: max(0, limit)))
    }

    private func reply(to request: Request, in exchange: Exchange) async throws -> Response {
        if !exchange.isControl {
            let fault = exchange.fault
            try await Task.sleep(for: latency + .milliseconds(fault?.latencyMilliseconds ?? 0))
            if fault?.drop == .before { throw ConnectionDropped() }
            if let substitute = try fault?.substitute(for: exchange) { return substitute }
        }
        let response = try await route(request, in: exchange)
        if exchange.fault?.drop == .after { throw ConnectionDropped() }
        return response
    }

    private func route(_ request: Request, in exchange: Exchange) async throws -> Response {
        if GraphRoutes.own(exchange.path) { return try await graph.answer(exchange) }
        let context = ExchangeContext(source: .init(exchange: exchange, logger: logger))
        return try await router.respond(to: request, context: context)
    }

    private func receive(_ request: Request, on channel: any Channel) async throws -> Exchange {
        let body = try await request.body.collect(upTo: Self.bodyLimit)
        let form = Form(Exchange.isForm(request.headers) ? String(buffer: body) : "")
        let fault = await fault(for: request, form: form)
        let port = channel.localAddress?.port ?? 0
        return Exchange(
            method: request.method,
            path: request.uri.path,
            rawQuery: request.uri.query ?? "",
            query: Form(request.uri.query ?? ""),
            headers: request.headers,
            body: body,
            form: form,
            fromLoopback: channel.remoteAddress?.isLoopback ?? false,
            baseURL: "\(scheme)://\(host):\(port)",
            now: await directory.now,
            correlationId: request.headers[named: "client-request-id"].flatMap(GUID.init) ?? GUID(),
            fault: fault
        )
    }

    private func fault(for request: Request, form: Form) async -> Fault? {
        let path = request.uri.path
        guard !path.hasPrefix(ControlRoutes.prefix) else { return nil }
        if GraphRoutes.own(path) { return await graph.fault(for: request) }
        return await directory.admit(
            method: request.method.rawValue,
            path: path,
            clientId: form["client_id"] ?? BasicCredentials(request.headers)?.clientId
                ?? Form(request.uri.query ?? "")["client_id"],
            grantType: form["grant_type"],
            directory: path.split(separator: "/").first ?? ""
        )
    }
}

extension SocketAddress {
    /// Whether the address is of this machine alone.
    fileprivate var isLoopback: Bool {
        guard let ipAddress else { return false }
        return ipAddress.hasPrefix("127.") || ipAddress == "::1" || ipAddress.hasPrefix("::ffff:127.")
    }
}
