internal import NIOCore

/// What a client of the loopback port may take up; only a person's browser is expected there.
package struct LoopbackLimits: Sendable {
    /// Browsers send the cookies of every program that ever listened on localhost.
    package var requestBytes: Int
    package var readDeadline: Duration
    package var connections: Int
    /// How long the browser is given to fetch the page, once it is known what happened.
    package var pageDeadline: Duration

    package init(
        requestBytes: Int = 32 * 1024,
        readDeadline: Duration = .seconds(10),
        connections: Int = 32,
        pageDeadline: Duration = .seconds(3)
    ) {
        self.requestBytes = requestBytes
        self.readDeadline = readDeadline
        self.connections = connections
        self.pageDeadline = pageDeadline
    }
}

/// Ends a connection that sends too much, or does not come to the end of its request.
final class RequestBounds: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let limits: LoopbackLimits
    private var count = 0
    private var deadline: Scheduled<Void>?

    init(_ limits: LoopbackLimits) { self.limits = limits }

    func handlerAdded(context: ChannelHandlerContext) {
        let connection = context.channel
        deadline = context.eventLoop.scheduleTask(in: TimeAmount(limits.readDeadline)) {
            connection.close(promise: nil)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        count += unwrapInboundIn(data).readableBytes
        if count > limits.requestBytes {
            context.close(promise: nil)
        } else {
            context.fireChannelRead(data)
        }
    }
}
