import EntraDouble
import Foundation
import Testing
import VaultCore
import VaultModel

@Suite("sync of a partner's relationships")
struct RelationshipSyncTests {
    private static func relationship(_ number: Int, days: Double, extends: Bool = false) throws
        -> Seed.DelegatedAdminRelationship
    {
        Seed.DelegatedAdminRelationship(
            id: "relationship-\(number)", displayName: "GDAP \(number)", duration: "P730D",
            autoExtendDuration: extends ? "P180D" : "PT0S", status: "active",
            endDateTime: Sample.today + days * 86_400,
            customer: .init(tenantId: try #require(GUID(Sample.customer(number))), displayName: "Customer \(number)"))
    }

    private static func seed(_ relationships: [Seed.DelegatedAdminRelationship], rights: [String]) throws -> Seed {
        var seed = try SyncSample.seed([try SyncSample.application(1, roles: SyncSample.own + rights)])
        seed.tenants[0].delegatedAdminRelationships = relationships
        return seed
    }

    private static let right = ["DelegatedAdminRelationship.Read.All"]

    @Test("They are kept, shown among what runs out, and read again from then on")
    func kept() async throws {
        let relationships = [
            try Self.relationship(1, days: 5), try Self.relationship(2, days: 20),
            try Self.relationship(3, days: 20, extends: true), try Self.relationship(4, days: 400),
        ]
        try await Bench.run(seed: try Self.seed(relationships, rights: Self.right)) { bench in
            try await bench.add(number: 1)
            #expect(try await bench.sync().map(\.subject) == [.application])
            let outcomes = try await bench.sync(.everything, SyncQuery(relationships: true))
            #expect(outcomes.map(\.subject) == [.application, .relationships])
            #expect(outcomes.map(\.relationships) == [nil, 4])
            let rows = try await bench.vault.expiring(.everything, within: nil).filter { $0.kind == "gdap" }
            #expect(rows.map(\.verdict) == ["critical", "rotationDue", "ok", "ok"])
            #expect(rows.map(\.customer) == (1...4).map { "Customer \($0)" })
            #expect(rows.allSatisfy { $0.tenant == "t1" && $0.keyID == nil })
            #expect(
                try await bench.vault.expiring(.everything, within: .seconds(10 * 86_400)).map(\.customer) == [
                    "Customer 1"
                ])
            // Without being asked for again.
            #expect(try await bench.sync().map(\.subject) == [.application, .relationships])
            // They go with the tenant.
            _ = try await bench.vault.remove(TenantSelection(names: ["t1"]))
            #expect(try await bench.vault.expiring(.everything, within: nil).isEmpty)
        }
    }

    @Test("Thousands of them")
    func thousands() async throws {
        let relationships = try (1...1500).map { try Self.relationship($0, days: Double($0)) }
        try await Bench.run(seed: try Self.seed(relationships, rights: Self.right)) { bench in
            try await bench.add(number: 1)
            let outcomes = try await bench.sync(.everything, SyncQuery(relationships: true))
            #expect(outcomes.last?.relationships == 1500)
            #expect(try await bench.vault.expiring(.everything, within: nil).count == 1501)
        }
    }

    @Test("Without the right, what was known stays")
    func denied() async throws {
        try await Bench.run(seed: try Self.seed([try Self.relationship(1, days: 5)], rights: [])) { bench in
            try await bench.add(number: 1)
            let outcome = try #require(try await bench.sync(.everything, SyncQuery(relationships: true)).last)
            #expect(outcome.failure?.code == .denied)
            #expect(outcome.failure?.hint?.contains("DelegatedAdminRelationship.Read.All") == true)
            // Nobody ever read them, so nobody does of itself.
            #expect(try await bench.sync().map(\.subject) == [.application])
        }
    }
}
