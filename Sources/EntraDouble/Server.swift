internal import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
internal import Logging
internal import NIOPosix
internal import ServiceLifecycle

extension EntraDouble {
    /// Puts a server together, which runs with the group.
    ///
    /// - Parameters:
    ///   - directory: what it knows.
    ///   - signingKey: the key for its tokens.
    ///   - authority: the authority of its certificate; nil for plain http.
    ///   - options: where it listens.
    ///   - onListening: takes the port once it is bound.
    /// - Returns: the group, not yet running.
    /// - Throws: if the certificate cannot be used.
    static func serviceGroup(
        _ directory: Directory,
        _ signingKey: SigningKey,
        _ authority: ThrowawayAuthority?,
        _ options: Options,
        onListening: @escaping @Sendable (Int) -> Void
    ) throws -> ServiceGroup {
        var logger = Logger(label: "entra-double") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .error
        let responder = Responder(directory: directory, signingKey: signingKey, options: options, logger: logger)
        let plain = HTTPServerBuilder.http1()
        let builder = try authority.map { try .tls(plain, tlsConfiguration: $0.serverConfiguration) } ?? plain
        let server = try builder.buildServer(
            // A fleet's clients all connect at once.
            configuration: .init(address: .hostname(options.host, port: options.port), backlog: 4096),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: logger
        ) { request, writer, channel in
            try await responder.respond(to: request, writer, on: channel)
        } onServerRunning: { channel in
            onListening(channel.localAddress?.port ?? options.port)
        }
        // The group would log a failure to bind, which is thrown as well.
        logger.logLevel = .critical
        var configuration = ServiceGroupConfiguration(services: [server], logger: logger)
        // A request that waits out a long latency does not hold up the end.
        configuration.maximumGracefulShutdownDuration = .seconds(1)
        return ServiceGroup(configuration: configuration)
    }
}
