import EntraDouble
import Foundation
import Synchronization
import Testing
import VaultCore
import VaultCrypto
import VaultModel

@Suite("rotating certificates, and with others' rights")
struct CertificateRotationTests {
    private func certificates(_ bench: Bench) async throws -> Set<String> {
        let application = await bench.double.state.present.tenants.flatMap { $0.applications ?? [] }
            .first { $0.appId == GUID(SyncSample.client(1)) }
        return Set(try #require(application).keyCredentials?.map { $0.keyId.description } ?? [])
    }

    @Test("From a secret to a certificate, from that to the next with its proof, and back")
    func certificates() async throws {
        try await Bench.rotating { bench in
            let first = try await bench.rotateOne(RotationQuery(.replace, kind: .certificate))
            #expect(first.failure == nil && first.step == .promoted, "\(first)")
            #expect(first.previousKeyID == SyncSample.key)
            let firstKey = try #require(first.keyID)
            #expect(try await certificates(bench) == [firstKey])
            let made = try #require(try await bench.credentials().first)
            #expect(made.kind == "certificate" && made.state == "active" && made.hint?.utf8.count == 40)
            #expect(try await bench.rotateOne(RotationQuery(.finish)).step == .retired)
            #expect(try await bench.keyIDs() == [RotationSample.stranger(1), firstKey])

            // Without a word, what there is is replaced by its like.
            let second = try await bench.rotateOne()
            #expect(second.failure == nil && second.previousKeyID == first.keyID, "\(second)")
            #expect(try await certificates(bench).count == 2)
            #expect(try await bench.rotateOne(RotationQuery(.finish)).step == .retired)
            let secondKey = try #require(second.keyID)
            #expect(try await certificates(bench) == [secondKey])
            let paths = await bench.double.state.requests.map(\.path)
            #expect(paths.contains { $0.hasSuffix("/addKey") } && paths.contains { $0.hasSuffix("/removeKey") })

            let third = try await bench.rotateOne(RotationQuery(.replace, kind: .clientSecret))
            #expect(third.failure == nil, "\(third)")
            #expect(try await bench.rotateOne(RotationQuery(.finish)).step == .retired)
            #expect(try await certificates(bench).isEmpty)
            let thirdKey = try #require(third.keyID)
            #expect(try await bench.keyIDs() == [RotationSample.stranger(1), thirdKey])
            #expect(try await bench.token("t1", query: TokenQuery(forceNew: true)).keyID?.description == third.keyID)
        }
    }

    /// Making a key takes most of the time: the faults that differ from those on the way to a secret.
    @Test(
        "Faults on the way to a certificate, and the way ends well",
        arguments: [Sabotage.diesBefore, .diesAfter, .lostReply, .conflicts])
    func faults(sabotage: Sabotage) async throws {
        let places = [2, 3, 4, 5]
        let saboteur = Saboteur()
        try await Bench.rotating(places.count, lasting: true, wire: { saboteur.transport($0) }) { bench in
            defer { saboteur.end() }
            for (index, place) in places.enumerated() {
                var journey = Journey(bench, saboteur, index + 1)
                try await journey.run(
                    RotationQuery(.replace, kind: .certificate),
                    troubles: [Journey.Trouble(sabotage: [place: sabotage])])
            }
        }
    }

    @Test("The rights of another tenant's application rotate what cannot rotate itself")
    func via() async throws {
        let applications = [
            try RotationSample.application(1, roles: []),
            try RotationSample.application(2, roles: ["Application.ReadWrite.All"]),
        ]
        try await Bench.run(seed: try SyncSample.seed(applications)) { bench in
            bench.advanceWhenPausing()
            defer { bench.folder.world.passing.withLock { $0 = nil } }
            try await bench.add(number: 1)
            try await bench.add(number: 2)
            let denied = try await bench.rotateOne()
            #expect(denied.step == .failed && denied.failure?.code == .denied)
            #expect(denied.failure?.hint?.contains("Application.ReadWrite.OwnedBy") == true)
            try await bench.edit("t1") { $0.via = "t2" }
            #expect(try await bench.rotateOne().step == .promoted)
            // An expired secret is no obstacle for somebody else.
            await bench.advance(by: 200 * 86_400)
            #expect(try await bench.rotateOne(RotationQuery(.resume)).failure != nil)
        }
    }

    @Test("What was open when the vault was restored waits for a person")
    func restored() async throws {
        let saboteur = Saboteur()
        try await Bench.rotating(1, wire: { saboteur.transport($0) }) { bench in
            // Stored and not yet proven.
            saboteur.begin([3: .fails, 4: .fails]) {}
            #expect(try await bench.rotateOne().step == .failed)
            saboteur.begin([:]) {}
            let backup = bench.folder.path + "/vault.pvb"
            _ = try await bench.vault.backUp(to: backup) { _, _ in }
            // The world goes on, and then the backup comes back.
            #expect(try await bench.rotateOne(RotationQuery(.resume)).step == .promoted)
            let elsewhere = try VaultFolder()
            elsewhere.world.clock.withLock { $0 = bench.folder.world.now }
            elsewhere.world.passing.withLock {
                $0 = { [double = bench.double, world = elsewhere.world] _ in
                    await double.state.setClock(to: world.now)
                }
            }
            defer { elsewhere.world.passing.withLock { $0 = nil } }
            _ = try await elsewhere.restore(
                backup, with: .passphrase(Passphrase(try makeSecret(Sample.passphrase), keyFile: nil)))
            try await elsewhere.withVault { vault in
                func rotate(_ query: RotationQuery) async throws -> RotationOutcome {
                    let outcomes = try await vault.rotate(TenantSelection(names: ["t1"]), query) { _, _, _ in }
                    return try #require(outcomes.first)
                }
                for query in [
                    RotationQuery(.resume), RotationQuery(.due), RotationQuery(.replace), RotationQuery(.finish),
                ] {
                    let waiting = try await rotate(query)
                    #expect(waiting.step == .failed && waiting.failure?.hint?.contains("--confirm-restored") == true)
                }
                #expect(try await vault.findings(.everything).contains { $0.code == "rotationFrozen" })
                #expect(try await bench.keyIDs().count == 3)
                #expect(try await rotate(RotationQuery(.resume, confirmsRestore: true)).step == .promoted)
                elsewhere.world.clock.withLock { $0 += 90_000 }
                await bench.double.state.setClock(to: elsewhere.world.now)
                #expect(try await rotate(RotationQuery(.resume)).step == .retired)
                #expect(try await bench.keyIDs().count == 2)
            }
        }
    }
}
