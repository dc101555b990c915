import AsyncHTTPClient
import EntraDouble
import FoundationEssentials
import NIOSSL
import Testing

@Suite struct TLSTests {
    @Test func `https is served with a certificate of the throw-away authority`() async throws {
        try await Caller.withDouble(options: Options { $0.transport = .https }) { caller in
            #expect(caller.double.baseURL.hasPrefix("https://localhost:"))
            let authority = try #require(caller.double.certificateAuthorityPEM)
            var configuration = HTTPClient.Configuration()
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(authority.utf8)))
            configuration.tlsConfiguration = tls
            let reply = try await HTTPClient.withHTTPClient(configuration: configuration) { client in
                let trusting = Caller(double: caller.double, client: client)
                return try await trusting.token()
            }
            #expect(reply.status == 200)
        }
    }

    @Test func `who does not know the authority does not connect`() async throws {
        try await Caller.withDouble(options: Options { $0.transport = .https }) { caller in
            var configuration = HTTPClient.Configuration()
            configuration.connectionPool.retryConnectionEstablishment = false
            await #expect(throws: (any Error).self) {
                try await HTTPClient.withHTTPClient(configuration: configuration) { client in
                    try await Caller(double: caller.double, client: client).token()
                }
            }
            #expect(await caller.double.state.requests.isEmpty)
        }
    }
}
