import EntraClient
import Foundation
import NIOCore
import Testing
import VaultModel

@Suite("Whom the transport trusts, and through whom it goes", .timeLimit(.minutes(10)))
struct WebTransportTLSTests {
    private static func get(
        _ origin: String,
        _ settings: TransportSettings
    ) async throws -> Result<Int, TransportError> {
        let transport = WebTransport(settings)
        let request = HTTPExchangeRequest(.get, try Origin(origin), path: "/")
        let result: Result<Int, TransportError>
        do throws(TransportError) { result = .success(try await transport.send(request).status) } catch {
            result = .failure(error)
        }
        await transport.shutdown()
        return result
    }

    @Test("An extra CA is trusted beside the system's, and its names are checked")
    func extraCA() async throws {
        let authority = try TestAuthority(names: ["localhost"])
        defer { try? FileManager.default.removeItem(at: authority.file) }
        let server = try await LoopbackServer(.answer(WebTransportTests.ok("")), tls: authority.server)
        let trusting = TransportSettings(caFile: authority.file.path)
        #expect(try await Self.get("https://127.0.0.1:\(server.port)", trusting) == .success(200))
        #expect(try await Self.get("https://localhost:\(server.port)", trusting) == .success(200))
        #expect(try await Self.get("https://127.0.0.1:\(server.port)", TransportSettings()) == .failure(.tls))
        await server.close()
    }

    @Test(
        "Through a proxy; the extra CA never speaks for Microsoft's own hosts",
        arguments: [
            ("login.contoso.example", Result.success(200)), ("login.microsoftonline.com", .failure(.tls)),
            ("graph.microsoft.com", .failure(.tls)), ("login.windows.net", .failure(.tls)),
            ("api.partnercenter.microsoft.com", .failure(.tls)), ("other.example", .failure(.tls)),
            ("a.wild.example", .success(200)), ("a.b.wild.example", .failure(.tls)), ("wild.example", .failure(.tls)),
            ("10.0.0.1", .failure(.tls)),
        ] as [(String, Result<Int, TransportError>)]
    )
    func tunnel(host: String, expected: Result<Int, TransportError>) async throws {
        let authority = try TestAuthority(names: [
            "login.contoso.example", "login.microsoftonline.com", "graph.microsoft.com", "login.windows.net",
            "api.partnercenter.microsoft.com", "*.wild.example",
        ])
        defer { try? FileManager.default.removeItem(at: authority.file) }
        let proxy = try await LoopbackServer(.tunnel(authority.server, WebTransportTests.ok("")))
        let settings = TransportSettings(
            environment: ["HTTPS_PROXY": "http://user:p%40ss@127.0.0.1:\(proxy.port)"],
            caFile: authority.file.path
        )
        #expect(try await Self.get("https://\(host)", settings) == expected)
        let connect = try #require(proxy.requests.first)
        #expect(connect.hasPrefix("CONNECT \(host):443 HTTP/1.1\r\n"))
        let login = Data("user:p@ss".utf8).base64EncodedString()
        #expect(connect.contains("proxy-authorization: Basic \(login)"))
        await proxy.close()
    }

    @Test("A proxy that refuses")
    func refusingProxy() async throws {
        let answer = "HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n"
        let proxy = try await LoopbackServer(.answer(answer))
        let settings = TransportSettings(environment: ["HTTPS_PROXY": "127.0.0.1:\(proxy.port)"])
        #expect(try await Self.get("https://login.contoso.example", settings) == .failure(.proxy))
        await proxy.close()
    }

    @Test("A proxy or CA file that cannot be used stops the request")
    func settings() async throws {
        let origin = "https://127.0.0.1:1"
        let missing = TransportSettings(caFile: "/nonexistent/ca.pem")
        #expect(try await Self.get(origin, missing) == .failure(.settings(.caFileUnreadable)))
        let empty = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).pem")
        defer { try? FileManager.default.removeItem(at: empty) }
        try Data("no certificate\n".utf8).write(to: empty)
        #expect(
            try await Self.get(origin, TransportSettings(caFile: empty.path))
                == .failure(.settings(.caFileWithoutCertificate))
        )
        let proxied = TransportSettings(environment: ["HTTPS_PROXY": "https://proxy.example"])
        #expect(
            try await Self.get("https://login.contoso.example", proxied) == .failure(.settings(.proxyUnsupported))
        )
    }

    @Test("A transport that nobody shut down may be dropped")
    func dropped() async throws {
        let server = try await LoopbackServer(.answer(WebTransportTests.ok("")))
        let origin = try server.origin()
        _ = try await WebTransport(TransportSettings()).send(HTTPExchangeRequest(.get, origin, path: "/"))
        await server.close()
    }
}
