import AsyncHTTPClient
import EntraDouble
import FoundationEssentials
import NIOCore
import NIOSSL
import Testing

@Suite struct ParallelTests {
    /// As many customers as a large partner has.
    private static let count = 1400

    @Test func `a partner's token is redeemed for all customers at once`() async throws {
        let customers = (0..<Self.count).map { _ in GUID() }
        let ids = Set(customers.map(\.description))
        try await Caller.withPeople(
            { seed in
                seed.tenants[0].customers = customers
                seed.tenants[0].applications?[0].consentedIn = customers
                seed.tenants += customers.map { Seed.Tenant(directoryId: $0) }
            }, options: Options { $0.transport = .https }
        ) { caller in
            var configuration = HTTPClient.Configuration()
            var tls = TLSConfiguration.makeClientConfiguration()
            let authority = try #require(caller.double.certificateAuthorityPEM)
            tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(authority.utf8)))
            configuration.tlsConfiguration = tls
            // So many handshakes at once take long on a busy machine.
            configuration.timeout.connect = .minutes(5)
            configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = Self.count
            try await HTTPClient.withHTTPClient(configuration: configuration) { client in
                let trusting = Caller(double: caller.double, client: client)
                let token = try await trusting.refreshToken()
                let issued = try await withThrowingTaskGroup { group in
                    for customer in ids {
                        group.addTask {
                            let fields = ["refresh_token": token]
                            let reply = try await trusting.grant("refresh_token", fields, directory: customer)
                            #expect(try reply.claims()["tid"] == .string(customer))
                            return reply.string("refresh_token")
                        }
                    }
                    return try await group.reduce(into: Set<String>()) { if let token = $1 { $0.insert(token) } }
                }
                #expect(issued.count == Self.count)
                let kept = await caller.double.state.present.refreshTokens ?? []
                #expect(Set(kept.map(\.refreshToken)) == issued.union([token]))
            }
        }
    }
}
