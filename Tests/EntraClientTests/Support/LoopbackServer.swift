import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
import VaultModel

/// A server on a loopback port that answers every request with the same bytes.
final class LoopbackServer: Sendable {
    /// What happens after a request's head and body have come.
    enum Behaviour: Sendable {
        case answer(String)
        case answerAndClose(String)
        case close
        case silence
        /// Answers once so many requests are waiting, each on its own connection.
        case answerTogether(Int, String)
        /// Agrees to a `CONNECT`, then is itself the server at the other end, with TLS.
        case tunnel(NIOSSLContext, String)
    }

    let port: Int
    private let channel: any Channel
    private let seen: Seen

    /// The requests so far, head and body.
    var requests: [String] { seen.requests.withLock { $0 } }
    var connections: Int { seen.connections.withLock { $0 } }

    init(_ behaviour: Behaviour, tls: NIOSSLContext? = nil) async throws {
        let seen = Seen()
        self.seen = seen
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    try channel.pipeline.syncOperations.addHandler(Responder(behaviour, seen))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
    }

    func origin(_ scheme: String = "http", host: String = "127.0.0.1") throws -> Origin {
        try Origin("\(scheme)://\(host):\(port)")
    }

    func close() async { try? await channel.close() }
}

private final class Seen: Sendable {
    let requests = Mutex<[String]>([])
    let connections = Mutex(0)
    let waiting = Mutex<[any Channel]>([])
}

/// Collects bytes until a request is whole, then behaves.
private final class Responder: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let behaviour: LoopbackServer.Behaviour
    private let seen: Seen
    private var text = ""

    init(_ behaviour: LoopbackServer.Behaviour, _ seen: Seen) {
        self.behaviour = behaviour
        self.seen = seen
    }

    func channelActive(context: ChannelHandlerContext) {
        seen.connections.withLock { $0 += 1 }
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        text += String(buffer: unwrapInboundIn(data))
        guard let end = text.firstRange(of: "\r\n\r\n") else { return }
        let fields = text[..<end.lowerBound].lowercased().split(separator: "\r\n")
        let length = fields.first { $0.hasPrefix("content-length:") }?.dropFirst("content-length:".count)
        guard text[end.upperBound...].utf8.count >= Int(length?.filter { $0 != " " } ?? "0") ?? 0 else { return }
        let request = text
        seen.requests.withLock { $0.append(request) }
        text = ""
        switch behaviour {
        case .answer(let bytes):
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: bytes)), promise: nil)
        case .answerAndClose(let bytes):
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: bytes)), promise: nil)
            context.close(promise: nil)
        case .close: context.close(promise: nil)
        case .silence: break
        case .answerTogether(let count, let bytes):
            let waiting = seen.waiting.withLock { waiting in
                waiting.append(context.channel)
                return waiting.count == count ? waiting : []
            }
            for channel in waiting { channel.writeAndFlush(ByteBuffer(string: bytes), promise: nil) }
        case .tunnel(let tls, let answer):
            guard request.hasPrefix("CONNECT ") else {
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
                return
            }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "HTTP/1.1 200 OK\r\n\r\n")), promise: nil)
            try? context.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls), position: .first)
        }
    }
}
