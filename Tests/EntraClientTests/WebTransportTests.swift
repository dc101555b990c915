import EntraClient
import Foundation
import NIOCore
import Testing
import VaultModel

@Suite("HTTP as programs use it, against a server on this machine", .timeLimit(.minutes(10)))
struct WebTransportTests {
    static func ok(_ body: String) -> String {
        "HTTP/1.1 200 OK\r\ncontent-length: \(body.utf8.count)\r\nx-a: 1\r\nX-A: 2\r\n\r\n\(body)"
    }

    /// Runs `body` with a transport that is shut down afterwards, whatever happens.
    static func with<Result>(
        _ behaviour: LoopbackServer.Behaviour,
        settings: TransportSettings = TransportSettings(timeout: .seconds(300)),
        _ body: (WebTransport, LoopbackServer) async throws -> Result
    ) async throws -> Result {
        let server = try await LoopbackServer(behaviour)
        let transport = WebTransport(settings)
        do {
            let result = try await body(transport, server)
            await transport.shutdown()
            await server.close()
            return result
        } catch {
            await transport.shutdown()
            await server.close()
            throw error
        }
    }

    static func failure(
        _ behaviour: LoopbackServer.Behaviour,
        settings: TransportSettings = TransportSettings(timeout: .seconds(300))
    ) async throws -> TransportError? {
        try await with(behaviour, settings: settings) { transport, server in
            let request = HTTPExchangeRequest(.get, try server.origin(), path: "/")
            return await #expect(throws: TransportError.self) { try await transport.send(request) }
        }
    }

    @Test("As many requests are under way at once as the command line allows")
    func together() async throws {
        let most = 64
        let settings = TransportSettings(timeout: .seconds(60))
        try await Self.with(.answerTogether(most, Self.ok("hello")), settings: settings) { transport, server in
            let request = HTTPExchangeRequest(.get, try server.origin(), path: "/")
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<most { group.addTask { try await transport.send(request).status } }
                for try await status in group { #expect(status == 200) }
            }
            #expect(server.connections == most)
        }
    }

    @Test("A request and its reply; the connection is used again")
    func exchange() async throws {
        try await Self.with(.answer(Self.ok("hello"))) { transport, server in
            for _ in 0..<3 {
                let request = HTTPExchangeRequest(
                    .post,
                    try server.origin(),
                    path: "/a?b=c",
                    headers: ["X-B": "3"],
                    body: ByteBuffer(string: "body")
                )
                let reply = try await transport.send(request)
                #expect(reply.status == 200)
                #expect(reply.headers.values(of: "x-a") == ["1", "2"])
                #expect(String(buffer: reply.body) == "hello")
            }
            let requests = server.requests
            #expect(requests.count == 3)
            #expect(requests.allSatisfy { $0.hasPrefix("POST /a?b=c HTTP/1.1\r\n") && $0.hasSuffix("\r\n\r\nbody") })
            #expect(requests.allSatisfy { $0.lowercased().contains("\r\nx-b: 3\r\n") })
            // A reply may be read before its connection is back in the pool: then one more is made.
            #expect(server.connections < 3)
        }
    }

    @Test("The secret's body arrives, and is zeros afterwards though the library had it")
    func overwritten() async throws {
        let reply = Self.ok(Sample.reply())
        try await Self.with(.answer(reply)) { transport, server in
            let tap = Tap(transport)
            var request = try Sample.request()
            request.destination = Destination(cloud: .public, authority: try server.origin())
            let entra = EntraClient(transport: tap, now: { Sample.instant }, pause: { _ in })
            let token = try await entra.mint(request, secret: Sample.secret("Xy1~+/ =&é"))
            #expect(token.value == Sample.token)
            #expect(server.requests.first?.contains("client_secret=Xy1~%2B%2F%20%3D%26%C3%A9&") == true)
            let body = try #require(await tap.bodies.first)
            #expect(body.readableBytes > 100)
            #expect(body.readableBytesView.allSatisfy { $0 == 0 })
        }
    }

    @Test("A redirect is an error, not a way", arguments: [301, 302, 307, 308])
    func redirect(status: Int) async throws {
        let answer = "HTTP/1.1 \(status) Moved\r\nlocation: http://127.0.0.1:1/x\r\ncontent-length: 0\r\n\r\n"
        #expect(try await Self.failure(.answer(answer)) == .redirected(status: status))
    }

    @Test("A reply that is too large, announced or not")
    func oversize() async throws {
        let body = String(repeating: "x", count: (1 << 20) + 1)
        #expect(try await Self.failure(.answer(Self.ok(body))) == .tooLarge)
        #expect(try await Self.failure(.answerAndClose("HTTP/1.1 200 OK\r\n\r\n" + body)) == .tooLarge)
    }

    @Test(
        "Connections that end too early, and what is not HTTP",
        arguments: [
            (LoopbackServer.Behaviour.close, TransportError.closed),
            (.answerAndClose("HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nhalf"), .closed),
            (.answerAndClose("HTTP/1.1 200 OK\r\ncont"), .closed),
            (.answer("SSH-2.0-OpenSSH\r\n\r\n"), .notHTTP),
        ]
    )
    func broken(behaviour: LoopbackServer.Behaviour, expected: TransportError) async throws {
        #expect(try await Self.failure(behaviour) == expected)
    }

    @Test(
        "The time limit holds for the head and for the body",
        arguments: [
            LoopbackServer.Behaviour.silence, .answer("HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nhalf"),
        ]
    )
    func timeout(behaviour: LoopbackServer.Behaviour) async throws {
        let settings = TransportSettings(timeout: .milliseconds(200))
        #expect(try await Self.failure(behaviour, settings: settings) == .timeout)
    }

    @Test("Nobody listens")
    func refused() async throws {
        // The first port is nobody's; one that was just given back could be another test's by now.
        let origin = try Origin("http://127.0.0.1:1")
        let transport = WebTransport(TransportSettings())
        await #expect(throws: TransportError.refused) {
            try await transport.send(HTTPExchangeRequest(.get, origin, path: "/"))
        }
        await transport.shutdown()
    }

    @Test("Cancelling ends the exchange at once")
    func cancelled() async throws {
        try await Self.with(.silence) { transport, server in
            let request = HTTPExchangeRequest(.get, try server.origin(), path: "/")
            let task = Task { () async throws in try await transport.send(request) }
            while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            task.cancel()
            await #expect(throws: TransportError.cancelled) { try await task.value }
        }
    }

    @Test("After the shutdown nothing is sent")
    func shutDown() async throws {
        let transport = WebTransport(TransportSettings())
        await transport.shutdown()
        await #expect(throws: TransportError.shutDown) {
            try await transport.send(HTTPExchangeRequest(.get, Origin("http://127.0.0.1:1"), path: "/"))
        }
    }
}

/// Keeps the bodies that go through.
private actor Tap: HTTPTransport {
    private let inner: WebTransport
    private(set) var bodies: [ByteBuffer] = []

    init(_ inner: WebTransport) { self.inner = inner }

    func send(_ request: HTTPExchangeRequest) async throws(TransportError) -> HTTPReply {
        if let body = request.body { bodies.append(body) }
        return try await inner.send(request)
    }
}
