import EntraClient
import EntraDouble
import Foundation
import Synchronization
import Testing
import VaultCore
import VaultModel

/// The end of a tenant that something happens to: the entry stays in use, and the next run goes on.
@Suite("offboard under fire")
struct OffboardFaultTests {
    /// As many requests as it takes to remove two secrets and to see three times that each is gone, and one more.
    private static let places = 11

    private static func second(_ number: Int) -> String {
        "eeeeeeee-0000-4000-a000-" + String(1_000_000_000_000 + number).dropFirst()
    }

    /// Each application has two secrets of the vault's, and one of somebody else.
    private func storm(_ count: Int, _ body: @Sendable (Bench, Saboteur) async throws -> Void) async throws {
        let seed = try SyncSample.seed(
            try (1...count).map { number in
                var application = try RotationSample.application(number)
                application.passwordCredentials?.append(
                    Seed.PasswordCredential(
                        keyId: try #require(GUID(Self.second(number))),
                        secretText: SyncSample.secret(number) + "second",
                        endDateTime: SyncSample.end))
                return application
            })
        let saboteur = Saboteur()
        try await Bench.run(seed: seed, wire: { saboteur.transport($0) }) { bench in
            defer {
                saboteur.end()
                bench.folder.world.passing.withLock { $0 = nil }
            }
            bench.advanceWhenPausing()
            for number in 1...count {
                try await bench.add(number: number) { $0.keyID = KeyID(SyncSample.keyID(number)) }
                try await bench.edit("t\(number)") {
                    $0.secret = try makeSecret(SyncSample.secret(number) + "second")
                    $0.keyID = KeyID(Self.second(number))
                }
            }
            try await body(bench, saboteur)
        }
    }

    @Test("Each single fault at each request, and the next run goes on", arguments: Sabotage.allCases)
    func single(sabotage: Sabotage) async throws {
        try await storm(Self.places) { bench, saboteur in
            for place in 0..<Self.places {
                let (name, number) = ("t\(place + 1)", place + 1)
                let story = "\(sabotage) at \(place)"
                let (first, count) = try await bench.offboard(name, under: [place: sabotage], saboteur)
                // The last place is behind the last request.
                if place == Self.places - 1 { #expect(count == place) }
                let listed = try await bench.keyIDs(number)
                #expect(listed.contains(RotationSample.stranger(number)), "\(story)")
                if first?.archived == nil {
                    // What is there still signs in, as long as the directory has any of it.
                    let isLeft = !listed.isDisjoint(with: [Self.second(number), SyncSample.keyID(number)])
                    let outcome = try #require(
                        try await bench.tokens(name, query: TokenQuery(forceNew: true)).first)
                    #expect((outcome.failure == nil) == isLeft, "\(story): \(listed)")
                    #expect(try await bench.names().contains(name), "\(story)")
                }
                let last = try await bench.offboardOne(name)
                #expect(last.failure == nil && last.archived != nil, "\(story): \(last.failure?.message ?? "")")
                #expect(try await bench.keyIDs(number) == [RotationSample.stranger(number)], "\(story)")
            }
            #expect(try await bench.archivedNames().count == Self.places)
            try await bench.expectSound()
        }
    }

    @Test("A directory that shows changes late is waited for, and asked again where that takes too long")
    func lag() async throws {
        try await storm(2) { bench, _ in
            await bench.double.state.setReplicationLag(
                ReplicationLag(graph: .init(seconds: 20), tokenEndpoint: .init(seconds: 40)))
            let soon = try await bench.offboardOne("t1")
            #expect(soon.failure == nil && soon.archived != nil)
            #expect(soon.removedKeyIDs == [SyncSample.keyID(1), Self.second(1)])
            await bench.double.state.setReplicationLag(ReplicationLag(graph: .init(seconds: 600)))
            let late = try await bench.offboardOne("t2")
            #expect(late.failure?.code == .network && late.archived == nil)
            #expect(late.failure?.hint?.contains("partner-vault offboard t2") == true)
            await bench.advance(by: 601)
            await bench.double.state.setReplicationLag(ReplicationLag())
            let last = try await bench.offboardOne("t2")
            #expect(last.failure == nil && last.archived != nil)
            #expect(try await bench.keyIDs(2) == [RotationSample.stranger(2)])
            try await bench.expectSound()
        }
    }

    @Test("A secret that is refused as unknown is not taken for gone, unless it was about to go")
    func refused() async throws {
        try await Bench.rotating { bench in
            try await bench.edit("t1") { $0.keyID = KeyID(SyncSample.key) }
            await bench.fault(match: Fault.Match(path: "/oauth2/")) {
                $0.error = Fault.Refusal(code: 7_000_215)
            }
            let outcome = try await bench.offboardOne()
            #expect(outcome.failure?.code == .refused && outcome.archived == nil)
            #expect(outcome.failure?.hint?.contains("--vault-only") == true)
            #expect(try await bench.names() == ["t1"])
            let alone = try await bench.offboardOne("t1", OffboardQuery(isVaultOnly: true))
            #expect(alone.failure == nil && alone.archived != nil && alone.removedKeyIDs.isEmpty)
            #expect(try await bench.keyIDs() == [SyncSample.key, RotationSample.stranger(1)])
        }
    }

    @Test("Partner Center fails, and the customer stays until it does not")
    func consent() async throws {
        try await Bench.serving(1) { bench in
            await bench.fault(match: Fault.Match(path: "applicationconsents")) { $0.status = 503 }
            let failed = try await bench.offboardOne("customer 0")
            #expect(failed.failure?.code == .network && failed.archived == nil && !failed.consentRevoked)
            #expect(try await bench.names() == ["customer 0", "partner"])
            await bench.fault(times: 1, match: Fault.Match(path: "applicationconsents")) { $0.drop = .after }
            let done = try await bench.offboardOne("customer 0")
            #expect(done.failure == nil && done.consentRevoked && done.archived != nil)
            #expect(await bench.double.state.present.tenants[0].applications?[0].applicationConsents ?? [] == [])
        }
    }

    @Test("What changes meanwhile is not archived away")
    func changed() async throws {
        try await Bench.rotating { bench in
            await bench.fault(times: 1, match: Fault.Match(path: "/removePassword")) { $0.retryAfter = "5" }
            let edited = Mutex(false)
            bench.folder.world.duringPause.withLock {
                $0 = {
                    guard
                        !edited.withLock({ was in
                            defer { was = true }
                            return was
                        })
                    else { return }
                    try await bench.edit("t1") {
                        $0.secret = try makeSecret("\(Sample.marker)another.one.0123456789abcd")
                    }
                }
            }
            let outcome = try await bench.offboardOne()
            #expect(outcome.failure != nil && outcome.archived == nil)
            bench.folder.world.duringPause.withLock { $0 = nil }
            #expect(try await bench.credentials().count == 2)
            #expect(try await bench.names() == ["t1"])
        }
    }
}

extension Bench {
    /// - Returns: nil where the program died, and how many requests there were.
    fileprivate func offboard(
        _ name: String, under plan: [Int: Sabotage], _ saboteur: Saboteur
    ) async throws -> (outcome: OffboardOutcome?, requests: Int) {
        let (deaths, death) = AsyncStream.makeStream(of: Void.self)
        saboteur.begin(plan) { death.yield() }
        let result = Mutex<Result<OffboardOutcome, any Error>?>(nil)
        Task {
            let outcome: Result<OffboardOutcome, any Error>
            do { outcome = .success(try await offboardOne(name)) } catch { outcome = .failure(error) }
            result.withLock { $0 = outcome }
            death.finish()
        }
        defer { saboteur.begin([:]) {} }
        for await _ in deaths {
            folder.world.endProcesses()
            return (nil, saboteur.count)
        }
        let finished = result.withLock { $0 }
        return (try #require(finished).get(), saboteur.count)
    }
}
