internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
package import VaultCrypto

/// Waits on a loopback port for the browser to come back from a sign-in.
package final class LoopbackListener: Sendable {
    package let port: UInt16
    private let channel: any Channel
    private let desk: CallbackDesk
    private let limits: LoopbackLimits

    private init(port: UInt16, channel: any Channel, desk: CallbackDesk, limits: LoopbackLimits) {
        self.limits = limits
        self.port = port
        self.channel = channel
        self.desk = desk
    }

    deinit {
        channel.close(promise: nil)
        desk.closeConnections()
    }

    /// Binds 127.0.0.1 only, to `port` or to any free one.
    ///
    /// - Throws: `EntraError.cannotListen`.
    package static func start(port: UInt16? = nil) async throws(EntraError) -> LoopbackListener {
        try await start(port: port, limits: LoopbackLimits())
    }

    /// The same with other limits.
    package static func start(port: UInt16?, limits: LoopbackLimits) async throws(EntraError) -> LoopbackListener {
        let group = MultiThreadedEventLoopGroup.singleton
        let desk = CallbackDesk(loop: group.next())
        guard let socket = LoopbackSocket.bind(port: port ?? 0) else { throw .cannotListen }
        do {
            let channel = try await ServerBootstrap(group: group)
                .childChannelInitializer { connection in
                    connection.eventLoop.makeCompletedFuture {
                        guard desk.admit(connection, limit: limits.connections) else {
                            throw ChannelError.operationUnsupported
                        }
                        let pipeline = connection.pipeline.syncOperations
                        try pipeline.addHandler(RequestBounds(limits))
                        try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: false)
                        try pipeline.addHandler(CallbackHandler(desk))
                    }
                }
                .withBoundSocket(socket).get()
            let bound = channel.localAddress?.port.flatMap { UInt16(exactly: $0) } ?? 0
            desk.open(port: bound)
            return LoopbackListener(port: bound, channel: channel, desk: desk, limits: limits)
        } catch {
            throw .cannotListen
        }
    }

    /// What is registered as `http://localhost`, with this listener's port: Entra ignores ports there.
    package var redirectURI: String { "http://localhost:\(port)" }

    /// The code that the sign-in brought back. It is asked for once; a browser that was faster waits for it.
    ///
    /// - Throws: `EntraError.refused` or `.signInDeclined` where it brought an error, `.signInTimedOut`, or
    ///   `.network(.cancelled)`.
    package func callback(
        for authorization: Authorization,
        timeout: Duration
    ) async throws(EntraError) -> SharedSecret {
        let desk = desk
        let bound = desk.loop.scheduleTask(in: TimeAmount(timeout)) { desk.end(with: .signInTimedOut) }
        defer { bound.cancel() }
        desk.expect(authorization)
        do {
            return try await withTaskCancellationHandler {
                try await desk.outcome.get()
            } onCancel: {
                desk.end(with: .network(.cancelled))
            }
        } catch {
            throw error as? EntraError ?? .network(.other)
        }
    }

    /// Lets the browser fetch the page that says what happened, for a few seconds at most, and stops listening.
    package func close() async {
        let desk = desk
        let bound = desk.loop.scheduleTask(in: TimeAmount(limits.pageDeadline)) { desk.pageIsShown() }
        await desk.whenPageIsShown()
        bound.cancel()
        try? await channel.close()
        desk.closeConnections()
    }
}
