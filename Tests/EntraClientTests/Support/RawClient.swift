import NIOCore
import NIOPosix

/// A connection that sends whatever bytes it is told to, and reads until the other end closes.
final class RawClient: Sendable {
    private let channel: any Channel
    private let received: EventLoopFuture<String>

    init(port: UInt16, host: String = "127.0.0.1") async throws {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let promise = loop.makePromise(of: String.self)
        received = promise.futureResult
        do {
            channel = try await ClientBootstrap(group: loop)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(Collector(promise))
                    }
                }
                .connect(host: host, port: Int(port)).get()
        } catch {
            promise.fail(error)
            throw error
        }
    }

    func send(_ text: String) {
        channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
    }

    func close() async { try? await channel.close() }

    /// Everything that came, once the other end has closed.
    func reply() async throws -> String { try await received.get() }

    static func exchange(_ text: String, port: UInt16) async throws -> String {
        let client = try await RawClient(port: port)
        client.send(text)
        return try await client.reply()
    }
}

private final class Collector: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let promise: EventLoopPromise<String>
    private var text = ""

    init(_ promise: EventLoopPromise<String>) { self.promise = promise }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { text += String(buffer: unwrapInboundIn(data)) }

    func channelInactive(context: ChannelHandlerContext) { promise.succeed(text) }

    /// A reset, after what was received: nothing more comes.
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
