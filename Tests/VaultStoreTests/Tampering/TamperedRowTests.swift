import Foundation
import GRDB
import TestThreads
import Testing
import VaultCrypto
import VaultModel

@testable import VaultStore

/// Rows that were changed through SQL by someone who can write the file and has no key.
@Suite(.onOwnThreads) struct TamperedRowTests {
    @Test(arguments: RowAttack.all)
    func isRefusedByName(_ attack: RowAttack) throws {
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        try fixture.tamper(attack.sql)
        let bytes = try fixture.bytes
        let probes = Probes(fixture, sample)
        #expect(probes.refusals[.verify] as? StoreError == attack.finding, "\(probes)")
        #expect(probes.isAnswered, "\(probes)")
        #expect(try fixture.bytes == bytes)
    }

    /// Whoever asks for one thing does not get a wrong one, and a listing is refused as a whole.
    @Test(arguments: RowAttack.all.filter { $0.finding == .damaged(.bucket) })
    func aListingIsRefused(_ attack: RowAttack) throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        try fixture.tamper(attack.sql)
        let vault = try fixture.open()
        #expect(throws: StoreError.damaged(.bucket)) { _ = try vault.read { try $0.everything() } }
    }

    @Test(arguments: ["record", "secret", "name_index"])
    func anOldRowIsNotTakenForTheNewOne(table: String) throws {
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        let (id, old) = try #require(sample.tenants.first)
        let (secretID, _) = try #require(sample.secrets.first)
        let kept = try fixture.tamper { try Row.fetchAll($0, sql: "SELECT id, version, box FROM \(table)") }
        var tenant = old
        tenant.notes = "new notes"
        tenant.name = try #require(TenantName("another name"))
        let vault = try fixture.open()
        try vault.write { edit in
            try edit.update(tenant, at: id)
            try edit.update(try sample.secret("a new secret"), at: secretID)
        }
        try vault.close()
        try fixture.tamper { database in
            for row in kept {
                try database.execute(
                    sql: "INSERT OR REPLACE INTO \(table) (id, version, box) VALUES (?, ?, ?)",
                    arguments: StatementArguments(row.databaseValues)
                )
            }
        }
        let again = try fixture.open()
        #expect(throws: StoreError.damaged(.bucket)) { _ = try again.read { try $0.everything() } }
        try again.read { snapshot in
            switch table {
            case "record": #expect(throws: StoreError.damaged(.bucket)) { _ = try snapshot.tenant(id) }
            case "secret":
                let credential = try #require(
                    sample.applications.values.flatMap(\.credentials).first { $0.id == secretID }
                )
                #expect(throws: StoreError.damaged(.bucket)) { _ = try snapshot.secret(of: credential) }
            default: #expect(throws: StoreError.damaged(.bucket)) { _ = try snapshot.tenant(named: old.name) }
            }
        }
    }

    /// A row that is refused is not written to either.
    @Test func aDamagedBucketTakesNoChange() throws {
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        try fixture.tamper("UPDATE record SET version = version + 1")
        let bytes = try fixture.bytes
        let vault = try fixture.open()
        for (id, tenant) in sample.tenants {
            #expect(throws: StoreError.damaged(.bucket)) { try vault.write { try $0.update(tenant, at: id) } }
            #expect(throws: StoreError.damaged(.bucket)) { try vault.write { try $0.removeTenant(id) } }
        }
        try vault.close()
        #expect(try fixture.bytes == bytes)
    }

    /// An index row that names another record is refused even if it was sealed with the right key.
    @Test func anIndexRowThatNamesAnotherRecordIsRefused() throws {
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        let name = try #require(TenantName("contoso"))
        let applications = sample.applications.sorted { $0.key < $1.key }
        let (first, second) = (try #require(applications.first), try #require(applications.last))
        let client = first.value.clientID
        let vault = try fixture.open()
        try vault.write { edit in
            try edit.point(.tenantName(name), to: try sample.id(of: "fabrikam"))
            try edit.point(.application(client, .public), to: second.key)
        }
        #expect(throws: StoreError.damaged(.index)) { _ = try vault.read { try $0.tenant(named: name) } }
        #expect(throws: StoreError.damaged(.index)) { _ = try vault.read { try $0.application(client, in: .public) } }
    }

    /// Nothing that this program writes is without an owner, whoever sealed it.
    @Test func rowsThatNothingRefersToAreFound() throws {
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        let vault = try fixture.open()
        let counts = try vault.read { try $0.verifyEverything { _, _ in } }
        #expect(counts.secrets == sample.secrets.count)
        try vault.write { try $0.insert(try sample.secret("nobody's"), as: .random()) }
        #expect(throws: StoreError.damaged(.record)) { _ = try vault.read { try $0.verifyEverything { _, _ in } } }
    }
}

extension VaultEdit {
    /// Seals an index row anew that names `target`, whatever it is the name of.
    fileprivate func point(_ key: IndexKey, to target: RecordID) throws {
        let id = try key.id(vault.keys)
        var writer = ByteWriter()
        writer.put(target.rawValue)
        let bytes = writer.bytes
        try update(.index, id) { try seal(bytes, with: Self.indexSeal, id, $0) }
    }
}
