import Foundation
import TestThreads
import Testing
import VaultCrypto
import VaultModel

@testable import VaultStore

@Suite("A partner's relationships", .onOwnThreads) struct RelationshipTests {
    private static func relationships(_ count: Int, from start: Int = 0) -> [Relationship] {
        (start..<(start + count)).map { number in
            Relationship(
                id: "relationship-\(number)", name: "GDAP \(number)", customer: "Customer Ü \(number)",
                customerID: number.isMultiple(of: 2) ? DirectoryID(UUID()) : nil, status: .active,
                end: SampleKeys.instant + Double(number), extendsItself: number.isMultiple(of: 3))
        }
    }

    private static func rows(_ vault: SealedVault) throws -> Int {
        try vault.read { Int($0.state.counts[.record] ?? 0) }
    }

    @Test("Are read as they were stored, in any number, and replaced as a whole")
    func stored() throws {
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        let vault = try fixture.open()
        defer { try? vault.close() }
        let id = try sample.id(of: "contoso")
        let before = try Self.rows(vault)
        for (count, lists) in [(0, 0), (1, 1), (100, 1), (101, 2), (1234, 13), (3, 1)] {
            let relationships = Self.relationships(count)
            try vault.write { try $0.set(relationships, of: id) }
            let found = try vault.read { try $0.relationships(of: try #require(try $0.tenant(id))) }
            #expect(found == relationships)
            #expect(try Self.rows(vault) == before + lists)
            _ = try vault.read { try $0.verifyEverything { _, _ in } }
        }
        // The same again writes nothing.
        let generation = try vault.read { $0.generation }
        let same = try vault.read { try $0.relationships(of: try #require(try $0.tenant(id))) }
        try vault.write { try $0.set(same, of: id) }
        #expect(try vault.read { $0.generation } == generation)
        try vault.write { edit in
            try edit.removeTenant(id)
        }
        #expect(try Self.rows(vault) == before - 1)
    }

    enum Fault: CaseIterable, Sendable { case lost, strayed, foreign }

    @Test("Lists that are lost, that nobody refers to or that are another's are found", arguments: Fault.allCases)
    func faults(fault: Fault) throws {
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        let vault = try fixture.open()
        defer { try? vault.close() }
        let (id, other) = (try sample.id(of: "contoso"), try sample.id(of: "woodgrove"))
        try vault.write { try $0.set(Self.relationships(3), of: id) }
        try vault.write { edit in
            var tenant = try #require(try edit.tenant(id))
            let list = try #require(tenant.relationships?.first)
            switch fault {
            case .lost: try edit.delete(.record, list.rawValue)
            case .strayed:
                tenant.relationships = nil
                try edit.update(tenant, at: id)
            case .foreign:
                tenant.relationships = nil
                try edit.update(tenant, at: id)
                var thief = try #require(try edit.tenant(other))
                thief.relationships = [list]
                try edit.update(thief, at: other)
            }
        }
        #expect(throws: StoreError.damaged(.record)) {
            _ = try vault.read { try $0.verifyEverything { _, _ in } }
        }
    }

    @Test("The longest list is short enough for the memory that a re-keying takes it through")
    func longest() throws {
        let long = String(repeating: "x", count: Relationship.longestText)
        let relationships = Self.relationships(100).map { relationship in
            var longest = relationship
            (longest.id, longest.name, longest.customer) = (long, long, long)
            longest.customerID = DirectoryID(UUID())
            return longest
        }
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        let vault = try fixture.open()
        defer { try? vault.close() }
        let id = try sample.id(of: "contoso")
        try vault.write { try $0.set(relationships, of: id) }
        try vault.read { snapshot in
            let list = try #require(try snapshot.tenant(id)?.relationships?.first)
            let row = try #require(try snapshot.row(.record, list.rawValue))
            #expect(try snapshot.openSecret(.record, row).count > 50_000)
        }
    }
}
