import EntraClient
import EntraDouble
import Foundation
import Testing
import VaultCrypto
import VaultModel

@Suite("Graph's side of a rotation, at entra-double")
struct GraphChangesTests {
    private static let client = ClientID(SyncSample.client(1))
    private static let end = Sample.today.addingTimeInterval(90 * 86_400)

    /// A directory with one application that may change itself, and a client of it.
    private func with(_ body: @Sendable (EntraClient, Origin) async throws -> Void) async throws {
        let seed = try SyncSample.seed([try SyncSample.application(1, roles: SyncSample.own)])
        try await EntraDouble.running(seed: seed) { double in
            await double.state.setClock(to: Sample.today)
            let transport = WebTransport(TransportSettings())
            let entra = EntraClient(transport: transport, now: { Sample.today }, pause: { _ in })
            do {
                try await body(entra, try Origin(double.baseURL))
                await transport.shutdown()
            } catch {
                await transport.shutdown()
                throw error
            }
        }
    }

    private func mint(_ entra: EntraClient, _ origin: Origin, _ proof: ClientProof) async throws -> String {
        let request = TokenRequest(
            destination: Destination(cloud: .public, authority: origin, graph: origin),
            directoryID: try #require(DirectoryID(Sample.contoso)), clientID: try #require(Self.client), endpoint: .v2,
            target: .audience(Cloud.public.graph.description), correlationID: UUID())
        return try await entra.mint(request, proof: proof, grant: .clientCredentials).token.value
    }

    private func session(_ entra: EntraClient, _ origin: Origin) async throws -> GraphSession {
        let secret = SharedSecret(try makeSecret(SyncSample.secret(1)))
        return GraphSession(entra, at: origin, token: try await mint(entra, origin, .secret(secret)))
    }

    @Test("A secret is made, signs in, and goes; another's stays")
    func secrets() async throws {
        try await with { entra, origin in
            let session = try await session(entra, origin)
            let client = try #require(Self.client)
            let before = try await session.registration(client)
            // The directory's clock goes on from there.
            #expect((0..<600).contains(try #require(before.date).timeIntervalSince(Sample.today)))
            #expect(try await session.owners(of: before.objectID) == [try #require(before.servicePrincipalID)])
            let made = try await session.addPassword(to: before.objectID, named: "partner-vault 1", until: Self.end)
            #expect(made.credential.end == Self.end)
            _ = try await mint(entra, origin, .secret(made.secret))
            let listed = try await session.credentials(of: client).credentials.passwords
            #expect(listed.contains { $0.keyID == made.credential.keyID && $0.displayName == "partner-vault 1" })
            // The second time there is nothing to remove.
            for _ in 0..<2 { try await session.removePassword(made.credential.keyID, from: before.objectID) }
            #expect(try await session.credentials(of: client).credentials == before.credentials)
        }
    }

    @Test("A first certificate is put there, a second added with its proof, and both go")
    func certificates() async throws {
        try await with { entra, origin in
            let session = try await session(entra, origin)
            let client = try #require(Self.client)
            let before = try await session.registration(client)
            let object = before.objectID
            let certificates = try (1...2).map {
                try SigningCertificate.make(
                    commonName: "partner-vault \($0)", from: Sample.today, until: Self.end, bits: 2048)
            }
            let first = try await session.putKey(certificates[0], in: object, named: "partner-vault 1")
            _ = try await mint(entra, origin, .certificate(certificates[0]))
            let second = try await session.addKey(
                certificates[1], to: object, named: "partner-vault 2", provenBy: certificates[0])
            _ = try await mint(entra, origin, .certificate(certificates[1]))
            #expect(second.thumbprint == certificates[1].thumbprint && second.end == Self.end)
            for _ in 0..<2 { try await session.removeKey(first.keyID, from: object, provenBy: certificates[1]) }
            #expect(
                try await session.credentials(of: client).credentials.certificates.map(\.keyID) == [second.keyID])
            for _ in 0..<2 { try await session.dropKey(second.keyID, from: object) }
            #expect(try await session.credentials(of: client).credentials == before.credentials)
        }
    }
}
