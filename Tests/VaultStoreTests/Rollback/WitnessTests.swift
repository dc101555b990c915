import Foundation
import GRDB
import TestThreads
import Testing
import VaultCrypto
import VaultModel

@testable import VaultStore

/// Old copies put back, and copies that went different ways.
@Suite(.onOwnThreads) struct WitnessTests {
    @Test func anOlderFilePutBackIsRolledBack() throws {
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        let old = try fixture.copy()
        let vault = try fixture.open()
        try vault.write { try $0.record(VaultFixture.entry(.probed)) }
        try vault.close()
        try fixture.putBack(old)
        let bytes = try fixture.bytes
        let rolledBack = StoreError.rolledBack(witness: 7, vault: 6)
        let again = try fixture.open()
        #expect(try again.standing() == .rolledBack(witness: 7, vault: 6))
        #expect(throws: rolledBack) { _ = try again.read { try $0.everything() } }
        #expect(throws: rolledBack) { try again.write { try $0.record(VaultFixture.entry(.added)) } }
        #expect(throws: rolledBack) {
            _ = try again.secret(of: #require(sample.applications.values.first?.credentials.first))
        }
        try again.close()
        #expect(try fixture.bytes == bytes)
    }

    @Test func anAcceptedRollbackContinuesAboveTheWitness() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let old = try fixture.copy()
        var vault = try fixture.open()
        for _ in 0..<9 { try vault.write { try $0.record(VaultFixture.entry(.probed)) } }
        try vault.close()
        let newer = try fixture.copy()
        try fixture.putBack(old)
        vault = try fixture.open()
        try vault.admit(try vault.standing(), recording: VaultFixture.entry(.rollbackAccepted))
        #expect(try vault.read { $0.generation } == 16)
        #expect(try vault.read { try $0.auditEntries().last?.event } == .rollbackAccepted)
        #expect(try vault.read { try $0.verifyEverything { _, _ in } }.generation == 16)
        // Every version from here on is one that the lost copy never used.
        try vault.write { try $0.record(VaultFixture.entry(.probed)) }
        try vault.close()
        try fixture.putBack(newer)
        #expect(try fixture.open().standing() == .rolledBack(witness: 17, vault: 15))
    }

    @Test func copiesThatWentTwoWaysAreForked() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let other = try fixture.copy()
        for one in [fixture, other] {
            let vault = try one.open()
            try vault.write { try $0.record(VaultFixture.entry(.probed)) }
            try vault.close()
        }
        // The same generation, and then a later one of the other way.
        try fixture.putBack(other)
        #expect(throws: StoreError.forked) { _ = try fixture.open().read { $0.generation } }
        let ahead = try other.open()
        try ahead.write { try $0.record(VaultFixture.entry(.added)) }
        try ahead.close()
        try fixture.putBack(other)
        let vault = try fixture.open()
        #expect(throws: StoreError.forked) { _ = try vault.read { $0.generation } }
        #expect(throws: StoreError.forked) { try vault.write { try $0.record(VaultFixture.entry(.added)) } }
        try vault.admit(try vault.standing(), recording: VaultFixture.entry(.rollbackAccepted))
        #expect(try vault.standing() == .sound)
    }

    /// A process that ended between commit and witness leaves the witness behind, by as many as were lost.
    @Test(arguments: [(1, true), (2, true), (1023, true), (1024, false), (1025, false)])
    func aWitnessThatLagsIsRaisedWhileItsRootIsKept(lag: Int, isSound: Bool) throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let url = URL(fileURLWithPath: try fixture.witnessPath)
        let behind = try Data(contentsOf: url)
        let vault = try fixture.open()
        for _ in 0..<lag { try vault.write { try $0.record(VaultFixture.entry(.probed)) } }
        let present = try Data(contentsOf: url)
        try behind.write(to: url)
        if isSound {
            #expect(try vault.read { $0.generation } == UInt64(6 + lag))
            #expect(try Data(contentsOf: url) == present)
        } else {
            #expect(throws: StoreError.forked) { _ = try vault.read { $0.generation } }
            #expect(try Data(contentsOf: url) == behind)
        }
        #expect(try fixture.counts["root_history"] == min(1024, 6 + lag))
    }

    @Test(arguments: [
        ("DELETE FROM root_history WHERE generation = 5", StoreError.forked),
        ("DELETE FROM root_history WHERE generation = 6", .damaged(.history)),
        ("UPDATE root_history SET root = zeroblob(32) WHERE generation = 6", .damaged(.history)),
        ("UPDATE root_history SET root = x'00' WHERE generation = 6", .damaged(.manifest)),
        ("UPDATE root_history SET previous = zeroblob(32) WHERE generation = 6", .damaged(.history)),
        ("DELETE FROM root_history WHERE generation = 7", .damaged(.history)),
        ("DELETE FROM root_history", .forked),
    ])
    func aWitnessIsNotLookedUpInAChangedHistory(sql: String, error: StoreError) throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let url = URL(fileURLWithPath: try fixture.witnessPath)
        let vault = try fixture.open()
        try vault.write { try $0.record(VaultFixture.entry(.probed)) }
        // The witness of generation 5 is made anew, since nobody kept it.
        let root = try vault.read { try #require(try $0.manifest.root(of: 5)) }
        let behind = Data(Witness(root).bytes(vault.keys))
        try vault.close()
        try behind.write(to: url)
        try fixture.tamper(sql)
        #expect(throws: error) { _ = try fixture.open().read { $0.generation } }
    }

    /// Only what was looked at is accepted, not what the vault became since.
    @Test func aStandingThatChangedIsNotAccepted() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let old = try fixture.copy()
        let vault = try fixture.open()
        try vault.write { try $0.record(VaultFixture.entry(.probed)) }
        try vault.close()
        try fixture.putBack(old)
        let again = try fixture.open()
        #expect(throws: StoreError.rolledBack(witness: 7, vault: 6)) {
            try again.admit(.missing, recording: VaultFixture.entry(.witnessMissing))
        }
        #expect(throws: StoreError.rolledBack(witness: 7, vault: 6)) {
            try again.admit(.rolledBack(witness: 6, vault: 5), recording: VaultFixture.entry(.rollbackAccepted))
        }
        #expect(try again.standing() == .rolledBack(witness: 7, vault: 6))
    }

    @Test func aManifestOfAnOlderGenerationIsRefused() throws {
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        let old = try fixture.tamper { try Row.fetchOne($0, sql: "SELECT * FROM manifest") }
        let vault = try fixture.open()
        let (id, tenant) = try #require(sample.tenants.first)
        try vault.write { try $0.update(tenant, at: id) }
        try vault.close()
        try fixture.tamper { database in
            try database.execute(
                sql: "INSERT OR REPLACE INTO manifest VALUES (?, ?, ?, ?, ?)",
                arguments: StatementArguments(try #require(old).databaseValues)
            )
            try database.execute(sql: "DELETE FROM root_history WHERE generation = 7")
        }
        #expect(throws: StoreError.rolledBack(witness: 7, vault: 6)) { _ = try fixture.open().read { $0.generation } }
        // Nor does a witness that is put back with it help: the rows are of another generation.
        let again = try fixture.open()
        try again.admit(try again.standing(), recording: VaultFixture.entry(.rollbackAccepted))
        #expect(throws: StoreError.damaged(.bucket)) { _ = try again.read { try $0.everything() } }
    }
}

extension VaultFixture {
    /// Puts another copy of the database in this one's place, and leaves the witness.
    func putBack(_ other: VaultFixture) throws {
        try FileManager.default.removeItem(atPath: files.database)
        try FileManager.default.copyItem(atPath: other.files.database, toPath: files.database)
    }
}

extension ManifestTable {
    /// The root of one generation, as the history has it.
    func root(of generation: Int64) throws -> Root? {
        guard
            let row = try Row.fetchOne(
                database,
                sql: "SELECT generation, previous, state_hash, root FROM root_history WHERE generation = ?",
                arguments: [generation]
            )
        else { return nil }
        func hash(_ index: Int) throws -> Hash32 {
            var reader = ByteReader(try row.bytes(at: index))
            return try reader.hash()
        }
        return Root(
            generation: try row.version(at: 0),
            previous: try hash(1),
            stateHash: try hash(2),
            unverified: try hash(3)
        )
    }
}
