import EntraClient
import Foundation
import Testing

@Suite("The loopback listener, against real sockets", .timeLimit(.minutes(5)))
struct LoopbackListenerTests {
    static let hour: Duration = .seconds(3600)

    static func authorization(_ listener: LoopbackListener) throws -> Authorization {
        try Authorization(Sample.request(), redirectURI: listener.redirectURI, loginHint: nil, prompt: nil)
    }

    static func get(_ path: String, _ listener: LoopbackListener) async throws -> String {
        try await RawClient.exchange(
            "GET \(path) HTTP/1.1\r\nHost: localhost:\(listener.port)\r\n\r\n", port: listener.port)
    }

    /// What a browser sends when the authority's page posts its form; `LENGTH` and `PORT` are to be filled in.
    static func callback(_ fields: String, host: String = "localhost:PORT", path: String = "/") -> String {
        "POST \(path) HTTP/1.1\r\nHost: \(host)\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            + "Content-Length: LENGTH\r\n\r\n\(fields)"
    }

    static func filled(_ request: String, state: String = "", _ listener: LoopbackListener) -> String {
        let text = request.replacing("STATE", with: state).replacing("PORT", with: "\(listener.port)")
        let body = text.firstRange(of: "\r\n\r\n").map { text[$0.upperBound...] } ?? ""
        return text.replacing("LENGTH", with: "\(body.utf8.count)")
    }

    static func post(_ fields: String, _ listener: LoopbackListener) async throws -> String {
        try await RawClient.exchange(filled(callback(fields), listener), port: listener.port)
    }

    @Test("The code comes back, the browser's address keeps nothing of it, and the port is given up")
    func whole() async throws {
        let listener = try await LoopbackListener.start()
        #expect(listener.redirectURI == "http://localhost:\(listener.port)")
        let authorization = try Self.authorization(listener)
        async let code = listener.callback(for: authorization, timeout: Self.hour)
        let first = try await Self.post(
            "code=0.A%2Bb%2F&state=\(authorization.state)&session_state=\(Sample.client)", listener)
        #expect(first.hasPrefix("HTTP/1.1 303 "))
        #expect(first.contains("\r\nLocation: /done\r\n"))
        #expect(!first.contains("0.A") && !first.contains(authorization.state))
        #expect(Sample.text(try await code) == "0.A+b/")
        async let closed: Void = listener.close()
        let page = try await Self.get("/done", listener)
        await closed
        #expect(page.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(page.contains("<h1>Signed in</h1>"))
        for field in [
            "Content-Type: text/html; charset=utf-8", "Cache-Control: no-store", "Referrer-Policy: no-referrer",
            "Content-Security-Policy: default-src 'none'; style-src 'sha256-",
            "X-Content-Type-Options: nosniff", "Connection: close",
        ] {
            #expect(page.contains("\r\n\(field)"), "\(field)")
        }
        #expect(!page.contains("http://") && !page.contains("https://") && !page.contains("<script"))
        #expect(!page.contains("unsafe"))
        #expect(ListeningSockets.on(port: listener.port).isEmpty)
    }

    @Test("A browser that is back before anyone waits is not lost")
    func early() async throws {
        let listener = try await LoopbackListener.start()
        let authorization = try Self.authorization(listener)
        let client = try await RawClient(port: listener.port)
        client.send(Self.filled(Self.callback("code=c&state=\(authorization.state)"), listener))
        // Answered at once: by then the first request has been read, on its own connection.
        _ = try await Self.get("/favicon.ico", listener)
        #expect(Sample.text(try await listener.callback(for: authorization, timeout: Self.hour)) == "c")
        #expect(try await client.reply().hasPrefix("HTTP/1.1 303 "))
        await listener.close()
    }

    /// `STATE` and `PORT` stand for the right ones.
    static let strangers: [(String, String?)] = [
        (callback("code=x&state=wrong"), "400"),
        (callback("code=x&state=STATEx"), "400"),
        (callback("code=x"), "400"),
        (callback("state=STATE"), "400"),
        (callback("code=x&error=y&state=STATE"), "400"),
        (callback("code=x&code=y&state=STATE"), "400"),
        (callback("code=x&state=wrong&state=STATE"), "400"),
        (callback("code=&state=STATE"), "400"),
        (callback("code=a%0Ab&state=STATE"), "400"),
        (callback("code=%zz&state=STATE"), "400"),
        (callback("code=x&state=STATE", host: "evil.example:PORT"), "400"),
        (callback("code=x&state=STATE", host: "localhost"), "400"),
        ("POST / HTTP/1.1\r\nContent-Length: LENGTH\r\n\r\ncode=x&state=STATE", "400"),
        (callback("code=x&state=STATE", path: "/callback"), "404"),
        ("GET /?code=x&state=STATE HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n", "404"),
        ("POST /?code=x&state=STATE HTTP/1.1\r\nHost: localhost:PORT\r\nContent-Length: 0\r\n\r\n", "404"),
        ("HEAD /?code=x&state=STATE HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n", "404"),
        ("GET /callback?code=x&state=STATE HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n", "404"),
        ("GET / HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n", "404"),
        ("GET /done HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n", "404"),
        ("GET /favicon.ico HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n", "404"),
        ("\u{0}\u{1}\u{2} garbage\r\n\r\n", "400"),
        (
            "GET /?code=x&state=STATE HTTP/1.1\r\nHost: localhost:PORT\r\nX: " + String(repeating: "a", count: 40000)
                + "\r\n\r\n",
            nil
        ),
        ("GET /?" + String(repeating: "b", count: 100_000), nil),
        (
            "POST / HTTP/1.1\r\nHost: localhost:PORT\r\nContent-Length: 1000000\r\n\r\n"
                + String(repeating: "c", count: 50000), nil
        ),
    ]

    @Test("Whatever else comes is turned away, and the sign-in goes on")
    func strangers() async throws {
        let listener = try await LoopbackListener.start()
        let authorization = try Self.authorization(listener)
        async let code = listener.callback(for: authorization, timeout: Self.hour)
        for (request, status) in Self.strangers {
            let text = Self.filled(request, state: authorization.state, listener)
            let reply = (try? await RawClient.exchange(text, port: listener.port)) ?? ""
            if let status {
                #expect(reply.hasPrefix("HTTP/1.1 \(status) "), "\(request.prefix(60)): \(reply.prefix(60))")
            } else {
                #expect(!reply.hasPrefix("HTTP/1.1 2") && !reply.hasPrefix("HTTP/1.1 3"), "\(reply.prefix(60))")
            }
            #expect(!reply.contains(authorization.state))
        }
        let good = try await Self.post("state=\(authorization.state)&code=right", listener)
        #expect(good.hasPrefix("HTTP/1.1 303 "))
        #expect(Sample.text(try await code) == "right")
        let second = try await Self.post("state=\(authorization.state)&code=second", listener)
        #expect(second.hasPrefix("HTTP/1.1 400 "))
        _ = try await Self.get("/done", listener)
        await listener.close()
    }

    /// Asks until there is an answer: under load the deadline may cut off an honest browser too.
    static func insist(_ exchange: () async throws -> String) async throws -> String {
        while true {
            if let reply = try? await exchange(), !reply.isEmpty { return reply }
        }
    }

    @Test("Half a request held open is cut off")
    func slow() async throws {
        let limits = LoopbackLimits(readDeadline: .milliseconds(300))
        let listener = try await LoopbackListener.start(port: nil, limits: limits)
        let authorization = try Self.authorization(listener)
        async let code = listener.callback(for: authorization, timeout: Self.hour)
        for half in ["", "GET /?code=x", "GET / HTTP/1.1\r\nHost: localhost:\(listener.port)\r\n"] {
            let client = try await RawClient(port: listener.port)
            client.send(half)
            #expect(try await client.reply() == "")
        }
        let good = try await Self.insist { try await Self.post("state=\(authorization.state)&code=right", listener) }
        #expect(good.hasPrefix("HTTP/1.1 303 "))
        #expect(Sample.text(try await code) == "right")
        _ = try await Self.insist { try await Self.get("/done", listener) }
        await listener.close()
    }

    @Test("Connections that are held open do not become many")
    func crowd() async throws {
        let listener = try await LoopbackListener.start(
            port: nil, limits: LoopbackLimits(readDeadline: Self.hour, connections: 2))
        let authorization = try Self.authorization(listener)
        async let code = listener.callback(for: authorization, timeout: Self.hour)
        var held: [RawClient] = []
        for _ in 0..<3 { held.append(try await RawClient(port: listener.port)) }
        // One of the three is turned away, whichever came last to its event loop.
        let clients = held
        let turnedAway = try await withThrowingTaskGroup(of: Int.self) { group in
            for (index, client) in clients.enumerated() {
                group.addTask {
                    _ = try await client.reply()
                    return index
                }
            }
            let first = try await group.next()
            for (index, client) in clients.enumerated() where index != first { await client.close() }
            return first
        }
        #expect(turnedAway != nil)
        let good = try await Self.insist { try await Self.post("state=\(authorization.state)&code=right", listener) }
        #expect(good.hasPrefix("HTTP/1.1 303 "))
        #expect(Sample.text(try await code) == "right")
        _ = try await Self.insist { try await Self.get("/done", listener) }
        await listener.close()
    }

    static let refusals: [(String, EntraError, String)] = [
        (
            "error=access_denied&error_subcode=cancel&error_description=AADSTS65004%3a+User+declined+to+consent.",
            .refused(
                EntraRefusal(
                    status: 400, error: "access_denied", code: 65004, codes: [65004],
                    text: "AADSTS65004: User declined to consent")), "AADSTS65004"
        ),
        ("error=access_denied", .signInDeclined, "access_denied"),
        (
            "error=server_error&error_description=%3Cscript%3Ealert(1)%3C/script%3E",
            .refused(EntraRefusal(status: 400, error: "server_error")), "server_error"
        ),
        (
            "error=invalid_request&error_description=AADSTS50011%3A%20%3Cb%3Ex%1B%5B2J.%20y",
            .refused(
                EntraRefusal(
                    status: 400, error: "invalid_request", code: 50011, codes: [50011], text: "AADSTS50011: <b>x[2J")),
            "AADSTS50011"
        ),
        ("error=%3Cscript%3E", .malformedReply(.wrongType("error")), "an error"),
    ]

    @Test("An error of the directory becomes a refusal; the page shows no more than its number", arguments: refusals)
    func refused(query: String, expected: EntraError, shown: String) async throws {
        let listener = try await LoopbackListener.start()
        let authorization = try Self.authorization(listener)
        async let outcome = Result { () async throws in
            try await listener.callback(for: authorization, timeout: Self.hour)
        }
        _ = try await Self.post("\(query)&state=\(authorization.state)", listener)
        let result = await outcome
        #expect(throws: expected) { try result.get() }
        let page = try await Self.get("/done", listener)
        #expect(page.contains("<h1>Not signed in</h1>") && page.contains(shown))
        #expect(!page.contains("script") && !page.contains("<b>") && !page.contains("\u{1b}"))
        await listener.close()
    }

    @Test("Nobody comes: it times out, and a late callback is turned away")
    func timeOut() async throws {
        let listener = try await LoopbackListener.start()
        let authorization = try Self.authorization(listener)
        await #expect(throws: EntraError.signInTimedOut) {
            try await listener.callback(for: authorization, timeout: .milliseconds(20))
        }
        let late = try await Self.post("code=c&state=\(authorization.state)", listener)
        #expect(late.hasPrefix("HTTP/1.1 400 "))
        await listener.close()
    }

    @Test("The waiting can be cancelled")
    func cancelled() async throws {
        let listener = try await LoopbackListener.start()
        let authorization = try Self.authorization(listener)
        let waiting = Task { try await listener.callback(for: authorization, timeout: Self.hour) }
        waiting.cancel()
        await #expect(throws: EntraError.network(.cancelled)) { try await waiting.value }
        await listener.close()
    }

    @Test("A browser that does not fetch the page is not waited for without end")
    func pageUnseen() async throws {
        let listener = try await LoopbackListener.start(
            port: nil, limits: LoopbackLimits(pageDeadline: .milliseconds(50)))
        let authorization = try Self.authorization(listener)
        async let code = listener.callback(for: authorization, timeout: Self.hour)
        _ = try await Self.post("code=c&state=\(authorization.state)", listener)
        _ = try await code
        await listener.close()
        #expect(ListeningSockets.on(port: listener.port).isEmpty)
    }

    @Test("127.0.0.1 alone is listened on, at the port that was asked for, and by no child process")
    func address() async throws {
        let listener = try await LoopbackListener.start()
        for other in ["127.0.0.2", "::1"] {
            await #expect(throws: (any Error).self, "\(other)") {
                try await RawClient(port: listener.port, host: other)
            }
        }
        #expect(ListeningSockets.on(port: listener.port) == [.init(address: "127.0.0.1", isInherited: false)])
        await #expect(throws: EntraError.cannotListen) { try await LoopbackListener.start(port: listener.port) }
        await listener.close()
        // Somebody else may be given the same port in between, though hardly five times.
        for _ in 0..<5 {
            guard let again = try? await LoopbackListener.start(port: listener.port) else { continue }
            #expect(again.port == listener.port)
            return await again.close()
        }
        Issue.record("the port was not to be had again")
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
