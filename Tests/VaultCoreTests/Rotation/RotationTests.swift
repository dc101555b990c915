import EntraDouble
import Foundation
import Synchronization
import TestThreads
import Testing
import VaultCore
import VaultCrypto
import VaultModel

@Suite("rotate")
struct RotationTests {
    @Test("A secret is replaced: proven, active, and the old one goes after the overlap, when nobody can miss it")
    func replaces() async throws {
        try await Bench.rotating { bench in
            let old = SyncSample.key
            let outcome = try await bench.rotateOne()
            #expect(outcome.failure == nil && outcome.step == .promoted && outcome.previousKeyID == old)
            let new = try #require(outcome.keyID)
            #expect(try await bench.keyIDs() == [old, new, RotationSample.stranger(1)])
            #expect(outcome.removeAfter == bench.folder.world.now + 86_400)
            let states = try await bench.credentials().map { ($0.keyID, $0.state) }
            #expect(states.map(\.0) == [new, old] && states.map(\.1) == ["active", "retiring"])
            #expect(try await bench.secret(of: "t1").utf8.count == 40)
            #expect(try await bench.token("t1", query: TokenQuery(forceNew: true)).keyID?.description == new)
            // Nothing is done before the overlap is over.
            #expect(try await bench.rotateOne(RotationQuery(.due)).step == .promoted)
            #expect(try await bench.rotateOne().step == .promoted)
            #expect(try await bench.keyIDs() == [old, new, RotationSample.stranger(1)])
            await bench.advance(by: 90_000)
            #expect(try await bench.rotateOne(RotationQuery(.due)).step == .retired)
            #expect(try await bench.keyIDs() == [new, RotationSample.stranger(1)])
            #expect(try await bench.credentials().map(\.keyID) == [new])
            #expect(try await bench.rotate(query: RotationQuery(.due)).isEmpty)
            #expect(try await bench.rotate(query: RotationQuery(.resume)).isEmpty)
            let events = try await bench.events(of: "t1").filter { $0.hasPrefix("rotation") }
            #expect(
                events == [
                    "rotationIntended", "rotationStored", "rotationProven", "rotationPromoted", "rotationRetired",
                ])
        }
    }

    @Test("The policy says how long the new one lives, the query may say less, and the directory's own rule is kept to")
    func lifetime() async throws {
        try await Bench.rotating(2) { bench in
            let usual = try await bench.rotateOne()
            #expect(usual.expires == Sample.today + 180 * 86_400)
            let short = try await bench.rotateOne(RotationQuery(.replace, lifetime: .seconds(30 * 86_400)), "t2")
            #expect(short.expires.map { abs($0.timeIntervalSince(Sample.today) - 30 * 86_400) < 60 } == true)
        }
    }

    @Test("What is due is replaced, and nothing else")
    func due() async throws {
        try await Bench.rotating(2) { bench in
            #expect(try await bench.rotate(query: RotationQuery(.due)).isEmpty)
            _ = try await bench.sync()
            // 100 days are left; the policy asks for 30.
            await bench.advance(by: 69 * 86_400)
            #expect(try await bench.rotate(query: RotationQuery(.due)).isEmpty)
            await bench.advance(by: 86_400)
            #expect(try await bench.rotate(query: RotationQuery(.due)).map(\.step) == [.promoted, .promoted])
        }
    }

    @Test("A dry run asks, and changes neither directory nor vault")
    func dryRun() async throws {
        try await Bench.rotating { bench in
            let before = try await bench.show("t1")
            let outcome = try await bench.rotateOne(RotationQuery(.replace, isDryRun: true))
            #expect(outcome.step == .planned && outcome.failure == nil)
            #expect(outcome.expires == Sample.today + 180 * 86_400)
            #expect(try await bench.keyIDs() == [SyncSample.key, RotationSample.stranger(1)])
            #expect(try await bench.show("t1") == before)
            #expect(try await bench.rotate(query: RotationQuery(.resume)).isEmpty)
        }
    }

    @Test("What was given out is not taken away before somebody says that everybody has the new one")
    func exposed() async throws {
        try await Bench.rotating(2) { bench in
            for (name, purpose) in [("t1", RotationQuery.Purpose.acknowledge), ("t2", .finish)] {
                _ = try await bench.secret(of: name)
                _ = try await bench.rotateOne(RotationQuery(.replace), name)
                await bench.advance(by: 90_000)
                let waiting = try await bench.rotateOne(RotationQuery(.resume), name)
                #expect(waiting.step == .promoted && waiting.notes.contains { $0.contains("given out") })
                #expect(try await bench.credentials(name).count == 2)
                #expect(try await bench.rotateOne(RotationQuery(purpose), name).step == .retired)
                #expect(try await bench.credentials(name).count == 1)
            }
        }
    }

    @Test("The overlap is counted by the directory's clock as well")
    func directoryClock() async throws {
        try await Bench.rotating { bench in
            _ = try await bench.rotateOne()
            // This machine's clock jumps; the directory's does not.
            bench.folder.world.clock.withLock { $0 += 90_000 }
            bench.folder.world.passing.withLock { $0 = nil }
            let waiting = try await bench.rotateOne(RotationQuery(.resume))
            #expect(waiting.step == .promoted && waiting.notes.contains { $0.contains("directory's clock") })
            #expect(try await bench.keyIDs().contains(SyncSample.key))
            await bench.double.state.setClock(to: Sample.today + 90_000)
            #expect(try await bench.rotateOne(RotationQuery(.resume)).step == .retired)
        }
    }

    @Test("Finishing ends the overlap now, and clears a wish or an edit's leftover")
    func finish() async throws {
        try await Bench.rotating(2) { bench in
            _ = try await bench.rotateOne()
            #expect(try await bench.rotateOne(RotationQuery(.finish)).step == .retired)
            #expect(try await bench.rotateOne(RotationQuery(.finish)).step == .skipped)
            // A secret that was entered by hand leaves one behind too.
            await bench.double.state.setFaults([])
            let next = try await bench.rotateOne(RotationQuery(.replace), "t2")
            #expect(next.step == .promoted)
        }
    }

    @Test("After a leak there is no overlap, and people learn what is left for them")
    func compromised() async throws {
        try await Bench.rotating { bench in
            _ = try await bench.secret(of: "t1")
            let first = try await bench.rotateOne()
            let outcome = try await bench.rotateOne(RotationQuery(.replace, isCompromised: true))
            #expect(outcome.step == .retired && outcome.failure == nil, "\(outcome)")
            #expect(outcome.keyID != first.keyID)
            // Neither of the two that were there before is left.
            let new = try #require(outcome.keyID)
            #expect(try await bench.keyIDs() == [new, RotationSample.stranger(1)])
            #expect(outcome.remaining.count >= 3)
            #expect(outcome.remaining.contains { $0.contains(RotationSample.stranger(1)) })
        }
    }

    @Test("Two at once: one rotates, the other says so")
    func twice() async throws {
        try await Bench.rotating { bench in
            let other = try await bench.folder.open()
            let inside = Mutex<[RotationOutcome]>([])
            bench.whenPausing {
                guard inside.withLock({ $0.isEmpty }) else { return }
                let outcomes = try await other.rotate(TenantSelection(names: ["t1"]), RotationQuery(.replace)) {
                    _, _, _ in
                }
                inside.withLock { $0 = outcomes }
            }
            let outcome = try await bench.rotateOne()
            await other.close()
            #expect(outcome.step == .promoted)
            let first = inside.withLock { $0.first }
            let second = try #require(first)
            #expect(second.step == .busy && second.failure?.code == .busy)
            #expect(try await bench.keyIDs().count == 3)
        }
    }

    @Test("A lease of a process that has ended is taken over; one that lives is not, until its time is over")
    func lease() async throws {
        let saboteur = Saboteur()
        try await Bench.rotating(1, wire: { saboteur.transport($0) }) { (bench: Bench) async throws in
            defer { saboteur.end() }
            let (deaths, death) = AsyncStream.makeStream(of: Void.self)
            saboteur.begin([2: .diesAfter]) { death.finish() }
            Task { try await bench.rotate("t1") }
            for await _ in deaths {}
            saboteur.begin([:]) {}
            #expect(try await bench.rotateOne(RotationQuery(.resume)).step == .busy)
            await bench.advance(by: 899)
            #expect(try await bench.rotateOne(RotationQuery(.resume)).step == .busy)
            await bench.advance(by: 1)
            #expect(try await bench.rotateOne(RotationQuery(.resume)).step == .promoted)
        }
    }

    @Test("A secret that cannot be stored is taken back at once")
    func undone() async throws {
        let saboteur = Saboteur()
        try await Bench.rotating(1, wire: { saboteur.transport($0) }) { bench in
            // The reply to addPassword comes, and then nothing can be written.
            let folder = bench.folder
            saboteur.hook(2) { try folder.replaceFile() }
            let outcome = try await bench.rotateOne()
            #expect(outcome.step == .failed)
            #expect(outcome.failure?.message.contains("was taken back") == true, "\(outcome)")
            #expect(try await bench.keyIDs() == [SyncSample.key, RotationSample.stranger(1)])
            #expect(saboteur.log.last?.contains("removePassword") == true)
        }
    }

    @Test("A secret that can neither be stored nor taken back is named")
    func named() async throws {
        let saboteur = Saboteur()
        try await Bench.rotating(1, wire: { saboteur.transport($0) }) { bench in
            let folder = bench.folder
            saboteur.begin([3: .fails, 4: .fails]) {}
            saboteur.hook(2) { try folder.replaceFile() }
            let outcome = try await bench.rotateOne()
            let left = try await bench.keyIDs().subtracting([SyncSample.key, RotationSample.stranger(1)])
            #expect(left.count == 1)
            let key = try #require(left.first)
            #expect(outcome.failure?.message.contains(key) == true && outcome.failure?.hint?.contains(key) == true)
        }
    }

    @Test("Enough failures stop a fleet, and what was not begun is resumed")
    func stops() async throws {
        try await Bench.rotating(6) { bench in
            await bench.fault(match: Fault.Match(path: "addPassword")) { $0.status = 403 }
            let query = RotationQuery(.replace, concurrency: 1, stopAfter: 2)
            let outcomes = try await bench.vault.rotate(.everything, query) { _, _, _ in }
            #expect(outcomes.count { $0.step == .failed } == 2 && outcomes.count { $0.step == .skipped } == 4)
            #expect(outcomes.compactMap(\.failure?.code).count { $0 == .denied } == 2)
            await bench.double.setFaults([])
            let resumed = try await bench.rotate(query: RotationQuery(.resume))
            #expect(resumed.map(\.step) == Array(repeating: .promoted, count: 6))
        }
    }

    @Test("While a rotation is open its tenant stays, its secret is not edited, and the vault keeps its key")
    func keptOut() async throws {
        let saboteur = Saboteur()
        try await Bench.rotating(1, wire: { saboteur.transport($0) }) { bench in
            saboteur.begin([3: .fails, 4: .fails]) {}
            #expect(try await bench.rotateOne().step == .failed)
            saboteur.begin([:]) {}
            await expectFailure(.busy) { _ = try await bench.vault.remove(TenantSelection(names: ["t1"])) }
            await expectFailure(.busy) {
                try await bench.edit("t1") { $0.secret = try makeSecret(SyncSample.secret(2)) }
            }
            let keyed = try await bench.folder.find().unlockForKeys(
                with: .passphrase(Passphrase(try makeSecret(Sample.passphrase), keyFile: nil)))
            await expectFailure(.busy) {
                _ = try keyed.rekey(
                    dropping: [], passphrase: { _, _ in throw CancellationError() }, progress: { _, _ in })
            }
            await keyed.close()
            // What has nothing to do with it goes on.
            try await bench.edit("t1") { $0.notes = "under way" }
            #expect(try await bench.vault.findings(.everything).allSatisfy { $0.code != "rotationOpen" })
            await bench.advance(by: 1801)
            let finding = try #require(try await bench.vault.findings(.everything).first { $0.code == "rotationOpen" })
            #expect(finding.action == "partner-vault rotate t1 --resume")
            #expect(try await bench.rotateOne(RotationQuery(.resume)).step == .promoted)
        }
    }

    @Test("The new one signs in three times in a row, a second apart")
    func proofs() async throws {
        let saboteur = Saboteur()
        try await Bench.rotating(1, wire: { saboteur.transport($0) }) { bench in
            let before = bench.folder.world.taken.count
            // The directory's servers learn of it one after the other.
            await bench.double.state.setReplicationLag(ReplicationLag(tokenEndpoint: .init(reads: 2)))
            saboteur.begin([:]) {}
            #expect(try await bench.rotateOne().step == .promoted)
            let added = try #require(saboteur.log.firstIndex { $0.contains("addPassword") })
            #expect(saboteur.log[(added + 1)...].count { $0.hasSuffix("post token") } == 5)
            #expect(bench.folder.world.taken.dropFirst(before).count { $0 >= .seconds(1) } == 4)
        }
    }

    @Test("Nothing is taken away while what takes its place does not sign in, or is not listed")
    func noSuccessor() async throws {
        let saboteur = Saboteur()
        try await Bench.rotating(1, wire: { saboteur.transport($0) }) { bench in
            await bench.double.state.setReplicationLag(ReplicationLag(graph: .init(seconds: 200_000)))
            #expect(try await bench.rotateOne().step == .promoted)
            await bench.advance(by: 90_000)
            let unlisted = try await bench.rotateOne(RotationQuery(.resume))
            #expect(unlisted.step == .promoted && unlisted.notes.contains { $0.contains("does not list") })
            await bench.advance(by: 120_000)
            // The registration is read, and then no token comes.
            saboteur.begin([2: .throttles, 3: .throttles, 4: .throttles, 5: .throttles]) {}
            #expect(try await bench.rotateOne(RotationQuery(.resume)).step == .failed)
            #expect(!saboteur.log.contains { $0.contains("removePassword") })
            #expect(try await bench.keyIDs().contains(SyncSample.key))
            saboteur.begin([:]) {}
            await bench.double.state.setReplicationLag(ReplicationLag())
            #expect(try await bench.rotateOne(RotationQuery(.resume)).step == .retired)
        }
    }

    @Test("A removal that the directory still lists is no end")
    func stillListed() async throws {
        try await Bench.rotating { bench in
            _ = try await bench.rotateOne()
            await bench.advance(by: 90_000)
            await bench.double.state.setReplicationLag(ReplicationLag(graph: .init(seconds: 600)))
            let listed = try await bench.rotateOne(RotationQuery(.resume))
            #expect(listed.step == .promoted && listed.notes.contains { $0.contains("lists it still") })
            #expect(try await bench.credentials().count == 2)
            await bench.advance(by: 600)
            #expect(try await bench.rotateOne(RotationQuery(.resume)).step == .retired)
            #expect(try await bench.credentials().count == 1)
        }
    }
}
