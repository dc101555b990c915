import Foundation
import GRDB
import TestThreads
import Testing
import VaultCrypto
import VaultModel

@testable import VaultStore

/// Rows that were changed through SQL by someone who can write the file and has no key.
@Suite(.onOwnThreads) struct TamperedRowTests {
    struct Attack: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// What a full verification says.
        let finding: StoreError
        let sql: String

        init(_ description: String, _ finding: StoreError.Damage, _ sql: String) {
            testDescription = description
            self.finding = .damaged(finding)
            self.sql = sql
        }
    }

    static let rows: [Attack] = [
        Attack("a record deleted", .bucket, "DELETE FROM record WHERE id = (SELECT min(id) FROM record)"),
        Attack("a secret deleted", .bucket, "DELETE FROM secret WHERE id = (SELECT min(id) FROM secret)"),
        Attack("an index row deleted", .bucket, "DELETE FROM name_index WHERE id = (SELECT max(id) FROM name_index)"),
        Attack("all records deleted", .bucket, "DELETE FROM record"),
        Attack(
            "all deleted but header and manifest",
            .bucket,
            "DELETE FROM record; DELETE FROM secret; DELETE FROM name_index"
        ),
        Attack(
            "a record copied to the next id",
            .bucket,
            "INSERT INTO record SELECT id + 1, version, box FROM record LIMIT 1"
        ),
        Attack(
            "a record copied to a negative id",
            .bucket,
            "INSERT INTO record SELECT -id, version, box FROM record LIMIT 1"
        ),
        Attack("a record copied to id 0", .bucket, "INSERT INTO record SELECT 0, version, box FROM record LIMIT 1"),
        Attack(
            "a secret copied to the lowest id",
            .bucket,
            "INSERT INTO secret SELECT \(Int64.min), version, box FROM secret LIMIT 1"
        ),
        Attack(
            "a record copied to the other end",
            .bucket,
            "INSERT INTO record SELECT \(Int64.max) - id, version, box FROM record LIMIT 1"
        ),
        Attack("a record moved", .bucket, "UPDATE record SET id = id - 1 WHERE id = (SELECT min(id) FROM record)"),
        Attack(
            "a record's box copied into the secrets",
            .bucket,
            "INSERT INTO secret SELECT id, version, box FROM record LIMIT 1"
        ),
        Attack(
            "a record and a secret each moved to the other's table",
            .bucket,
            """
            CREATE TEMP TABLE kept AS SELECT * FROM secret LIMIT 1;
            DELETE FROM secret WHERE id = (SELECT id FROM kept);
            INSERT INTO secret SELECT * FROM record LIMIT 1;
            DELETE FROM record WHERE id = (SELECT min(id) FROM record);
            INSERT INTO record SELECT * FROM kept;
            """
        ),
        Attack("two records' boxes swapped", .bucket, swap("record", "record", "box")),
        Attack("two secrets' boxes swapped", .bucket, swap("secret", "secret", "box")),
        Attack("two index rows' boxes swapped", .bucket, swap("name_index", "name_index", "box")),
        Attack("a record's and a secret's boxes swapped", .bucket, swap("record", "secret", "box")),
        Attack("versions swapped", .bucket, "UPDATE record SET version = version + 1"),
        Attack(
            "one version raised",
            .bucket,
            "UPDATE secret SET version = version + 1 WHERE id = (SELECT min(id) FROM secret)"
        ),
        Attack(
            "one version to the largest",
            .bucket,
            "UPDATE record SET version = \(Int64.max) WHERE id = (SELECT min(id) FROM record)"
        ),
        Attack(
            "a box cut short",
            .bucket,
            "UPDATE record SET box = substr(box, 1, 40) WHERE id = (SELECT min(id) FROM record)"
        ),
        Attack("a box emptied", .bucket, "UPDATE record SET box = x'' WHERE id = (SELECT min(id) FROM record)"),
        Attack(
            "a box lengthened",
            .bucket,
            "UPDATE record SET box = CAST(box || zeroblob(512) AS BLOB) WHERE id = (SELECT min(id) FROM record)"
        ),
        Attack(
            "a box's nonce changed",
            .box,
            "UPDATE record SET box = CAST(x'00' || substr(box, 2) AS BLOB) WHERE id = (SELECT min(id) FROM record)"
        ),
        Attack("an audit row deleted in the middle", .audit, "DELETE FROM audit WHERE id = 2"),
        Attack("the last audit row deleted", .audit, "DELETE FROM audit WHERE id = 4"),
        Attack("the first audit row deleted", .audit, "DELETE FROM audit WHERE id = 1"),
        Attack("all audit rows deleted", .audit, "DELETE FROM audit"),
        Attack(
            "an audit row repeated",
            .audit,
            "INSERT INTO audit SELECT id + 1, version, box FROM audit WHERE id = 4"
        ),
        Attack(
            "an audit row before the first",
            .audit,
            "INSERT INTO audit SELECT 0, version, box FROM audit WHERE id = 4"
        ),
        Attack(
            "an audit row at a negative id",
            .audit,
            "INSERT INTO audit SELECT -7, version, box FROM audit WHERE id = 4"
        ),
        Attack(
            "two audit rows exchanged",
            .audit,
            "UPDATE audit SET id = -2 WHERE id = 2; UPDATE audit SET id = 2 WHERE id = 3; UPDATE audit SET id = 3 WHERE id = -2"
        ),
        Attack(
            "audit rows exchanged with their versions",
            .audit,
            "UPDATE audit SET id = 9, version = 9 WHERE id = 2; UPDATE audit SET id = 2, version = 2 WHERE id = 3; UPDATE audit SET id = 3, version = 3 WHERE id = 9"
        ),
        Attack("an audit row's version changed", .audit, "UPDATE audit SET version = 7 WHERE id = 3"),
        Attack("an audit box emptied", .audit, "UPDATE audit SET box = x'' WHERE id = 3"),
        Attack("a root forgotten", .history, "DELETE FROM root_history WHERE generation = 3"),
        Attack(
            "the present root forgotten",
            .history,
            "DELETE FROM root_history WHERE generation = (SELECT max(generation) FROM root_history)"
        ),
        Attack("all roots forgotten", .history, "DELETE FROM root_history"),
        Attack("a root changed", .history, "UPDATE root_history SET root = zeroblob(32) WHERE generation = 2"),
        Attack(
            "a root's state changed",
            .history,
            "UPDATE root_history SET state_hash = zeroblob(32) WHERE generation = 2"
        ),
        Attack(
            "a root of the future",
            .history,
            "INSERT INTO root_history SELECT generation + 9, previous, state_hash, root FROM root_history LIMIT 1"
        ),
        Attack("a second header", .file, "INSERT INTO header SELECT 2, bytes FROM header"),
        Attack(
            "a second manifest",
            .file,
            "INSERT INTO manifest SELECT 2, generation, previous, state, root FROM manifest"
        ),
    ]

    /// Swaps a column of two rows.
    private static func swap(_ first: String, _ second: String, _ column: String) -> String {
        """
        CREATE TEMP TABLE kept AS SELECT (SELECT \(column) FROM \(first) ORDER BY id LIMIT 1) AS a,
            (SELECT \(column) FROM \(second) ORDER BY id DESC LIMIT 1) AS b;
        UPDATE \(first) SET \(column) = (SELECT b FROM kept) WHERE id = (SELECT min(id) FROM \(first));
        UPDATE \(second) SET \(column) = (SELECT a FROM kept) WHERE id = (SELECT max(id) FROM \(second));
        """
    }

    @Test(arguments: rows)
    func isRefusedByName(_ attack: Attack) throws {
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
    @Test(arguments: rows.filter { $0.finding == .damaged(.bucket) })
    func aListingIsRefused(_ attack: Attack) throws {
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

    static let cacheAttacks = [
        "UPDATE token_cache SET id = id + 1",
        "UPDATE token_cache SET version = version + 1",
        "UPDATE token_cache SET version = -1",
        "UPDATE token_cache SET box = (SELECT box FROM record LIMIT 1)",
        "UPDATE token_cache SET box = (SELECT box FROM secret LIMIT 1), version = (SELECT version FROM secret LIMIT 1)",
        "UPDATE token_cache SET box = x''",
        "UPDATE token_cache SET box = zeroblob(100)",
        "UPDATE token_cache SET box = CAST(substr(box, 1, length(box) - 1) || x'00' AS BLOB)",
        "DELETE FROM token_cache",
    ]

    /// What the cache holds is opened or ignored; the next token takes its place.
    @Test(arguments: cacheAttacks)
    func aCachedTokenThatWasTamperedWithIsNotServed(sql: String) throws {
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        try fixture.tamper(sql)
        let vault = try fixture.open()
        #expect(try vault.read { try $0.cachedToken(for: Sample.request) } == nil)
        try vault.read { snapshot in
            let probes = Probes(snapshot, sample)
            #expect(probes.isSound, "\(probes)")
        }
        try vault.write { try $0.cache(Sample.token, for: Sample.request) }
        #expect(try vault.read { try $0.cachedToken(for: Sample.request) } == Sample.token)
    }

    /// One request's token is not another's.
    @Test func aCachedTokenServesItsOwnRequestOnly() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let other = Array("another request".utf8)
        let vault = try fixture.open()
        let id = IndexKey.id(of: other, vault.keys)
        #expect(try vault.read { try $0.cachedToken(for: other) } == nil)
        try vault.close()
        try fixture.tamper("INSERT INTO token_cache SELECT ?, version, box FROM token_cache", [id])
        #expect(try fixture.open().read { try $0.cachedToken(for: other) } == nil)
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
