import EntraDouble
import Foundation
import Testing
import VaultCore
import VaultModel

@Suite("rotate")
struct RotationTests {
    @Test("A secret is replaced: proven, active, and the old one goes after the overlap, when nobody can miss it")
    func replaces() async throws {
        try await Bench.rotating { bench in
            let old = SyncSample.key
            let outcome = try await bench.rotateOne()
            #expect(outcome.failure == nil, "\(outcome.failure?.message ?? "")")
            #expect(outcome.step == .promoted)
            #expect(outcome.previousKeyID == old)
            let new = try #require(outcome.keyID)
            #expect(try await bench.keyIDs() == [old, new, RotationSample.stranger(1)])
            #expect(outcome.removeAfter == bench.folder.world.now + 86_400)
            let states = try await bench.credentials().map { ($0.keyID, $0.state) }
            #expect(states.map(\.0) == [new, old] && states.map(\.1) == ["active", "retiring"])
            #expect(try await bench.secret(of: "t1").utf8.count == 40)
            #expect(try await bench.token("t1", query: TokenQuery(forceNew: true)).keyID?.description == new)
            // Nothing is done before the overlap is over.
            #expect(try await bench.rotateOne(RotationQuery(.due)).step == .promoted)
            #expect(try await bench.keyIDs().contains(old))
            await bench.advance(by: 86_400)
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
}
