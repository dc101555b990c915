import Foundation
import GRDB
import Migrations
import TestThreads
import Testing
import VaultModel

@testable import VaultStore

@Suite(.onOwnThreads) struct TamperedSchemaTests {
    static let plants = [
        "CREATE TABLE extra (id INTEGER PRIMARY KEY)",
        "CREATE TABLE extra (id INTEGER PRIMARY KEY) STRICT",
        "CREATE INDEX extra ON record (version)",
        "CREATE VIEW extra AS SELECT * FROM record",
        "CREATE TRIGGER extra AFTER INSERT ON audit BEGIN DELETE FROM record; END",
        "ANALYZE",
        "ALTER TABLE record ADD COLUMN note TEXT",
        "ALTER TABLE record RENAME COLUMN box TO bax",
        "DROP TABLE token_cache",
        "DROP TABLE root_history",
        "UPDATE sqlite_schema SET sql = sql || ' ' WHERE name = 'record'",
        "UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', 'strict') WHERE name = 'record'",
        "UPDATE sqlite_schema SET sql = replace(sql, 'box BLOB', 'box  BLOB') WHERE name = 'secret'",
        "UPDATE sqlite_schema SET sql = replace(sql, ' CHECK (id = 1)', '') WHERE name = 'header'",
        "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'record') WHERE name = 'token_cache'",
    ]

    @Test(arguments: plants)
    func isRefusedBeforeTheFirstRead(sql: String) throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        try fixture.tamper(sql)
        let bytes = try fixture.bytes
        #expect(throws: StoreError.damaged(.schema)) { try fixture.find() }
        #expect(try fixture.bytes == bytes)
    }

    /// Tables that trade places keep the schema's text, so the rows have to give them away.
    @Test(arguments: [("record", "secret"), ("record", "token_cache"), ("audit", "name_index"), ("header", "record")])
    func exchangedTablesAreRefused(first: String, second: String) throws {
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        try fixture.tamper(
            """
            CREATE TEMP TABLE kept AS SELECT name, rootpage FROM sqlite_schema;
            UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM kept WHERE name = '\(second)') WHERE name = '\(first)';
            UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM kept WHERE name = '\(first)') WHERE name = '\(second)';
            """
        )
        let probes = Probes(fixture, sample)
        #expect(!probes.refusals.isEmpty, "\(probes)")
        #expect(probes.isAnswered, "\(probes)")
    }

    /// Planted in an open vault, where only the next transaction can see it.
    @Test(arguments: [
        "CREATE TRIGGER thief AFTER INSERT ON audit BEGIN DELETE FROM record; END",
        "CREATE TRIGGER thief AFTER INSERT ON root_history BEGIN DELETE FROM secret; END",
        "CREATE TRIGGER thief AFTER INSERT ON record BEGIN INSERT OR REPLACE INTO token_cache VALUES (1, 1, NEW.box); END",
        "CREATE TRIGGER thief BEFORE DELETE ON root_history BEGIN DELETE FROM audit; END",
        "CREATE TABLE loot (box BLOB)",
    ])
    func isRefusedInsideEachTransaction(sql: String) throws {
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        let before = try fixture.counts
        let vault = try fixture.open()
        #expect(try vault.read { try $0.everything().tenants.count } == 3)
        try fixture.tamper(sql)
        #expect(throws: StoreError.damaged(.schema)) { _ = try vault.read { try $0.everything() } }
        #expect(throws: StoreError.damaged(.schema)) { try vault.write { try $0.record(VaultFixture.entry(.added)) } }
        #expect(throws: StoreError.damaged(.schema)) { try vault.write { try $0.clearTokenCache() } }
        try vault.close()
        #expect(try fixture.counts == before)
        try fixture.tamper("DROP TRIGGER IF EXISTS thief; DROP TABLE IF EXISTS loot")
        let probes = Probes(fixture, sample)
        #expect(probes.isSound, "\(probes)")
    }

    /// Should the comparison ever miss one: triggers do not fire on the vault's connection.
    @Test func triggersDoNotFire() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let connection = try Connection(opening: fixture.files.database, patience: .seconds(5))
        try fixture.tamper("CREATE TRIGGER thief AFTER DELETE ON token_cache BEGIN DELETE FROM record; END")
        let rows = try connection.queue.inDatabase { database in
            try database.execute(sql: "DELETE FROM token_cache")
            return try Int.fetchOne(database, sql: "SELECT count(*) FROM record")
        }
        #expect(rows == 5)
    }

    /// The control for the test above: on a plain connection it fires.
    @Test func triggersFireElsewhere() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        try fixture.tamper("CREATE TRIGGER thief AFTER DELETE ON token_cache BEGIN DELETE FROM record; END")
        try fixture.tamper("DELETE FROM token_cache")
        #expect(try fixture.counts["record"] == 0)
    }

    static let starts: [(offset: Int, bytes: [UInt8], error: StoreError)] = [
        (0, Array("SQLite format 4\0".utf8), .notAVault),
        (16, [0x20, 0x00], .damaged(.file)),
        (18, [1, 1], .damaged(.file)),
        (18, [1], .damaged(.file)),
        (19, [3], .damaged(.file)),
        (20, [8], .damaged(.file)),
        (52, [0, 0, 0, 1], .damaged(.file)),
        (56, [0, 0, 0, 2], .damaged(.file)),
        (64, [0, 0, 0, 1], .damaged(.file)),
        (68, [0, 0, 0, 0], .notAVault),
    ]

    /// Format versions, reserved space, auto-vacuum, encoding and application ID of the file's first 100 bytes.
    @Test(arguments: starts.indices)
    func theFilesStartIsChecked(index: Int) throws {
        let start = Self.starts[index]
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        try fixture.overwrite(start.bytes, at: start.offset)
        let bytes = try fixture.bytes
        #expect(throws: start.error) { try fixture.find() }
        #expect(try fixture.bytes == bytes)
    }

    @Test func anotherApplicationsDatabaseIsRefused() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        try fixture.tamper("PRAGMA application_id = 7")
        #expect(throws: StoreError.notAVault) { try fixture.find() }
    }

    /// Nothing reads it, so it changes nothing.
    @Test func theUserVersionDoesNotMatter() throws {
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        try fixture.tamper("PRAGMA user_version = 77")
        #expect(Probes(fixture, sample).isSound)
    }

    @Test func anotherJournalModeIsRefused() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        try fixture.tamper("PRAGMA journal_mode = DELETE")
        #expect(throws: StoreError.damaged(.file)) { try fixture.find() }
    }

    /// A sound file may lie in other pages and another order: nothing that is pinned changed.
    @Test func vacuumChangesNoAnswer() throws {
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        try fixture.tamper("VACUUM")
        let probes = Probes(fixture, sample)
        #expect(probes.isSound, "\(probes)")
    }

    @Test func theEmbeddedSchemaIsTheFoldersSQL() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Migrations")
        let names = try FileManager.default.contentsOfDirectory(atPath: path.path).filter { $0.hasSuffix(".sql") }
            .sorted()
        #expect(names.count == Int(Migrations.newest))
        for (index, name) in names.enumerated() {
            #expect(name.hasPrefix("V" + String(repeating: "0", count: 3 - "\(index + 1)".count) + "\(index + 1)_"))
            let text = try String(contentsOf: path.appending(path: name), encoding: .utf8)
            #expect(Migrations.script(to: UInt16(index + 1)) == text)
        }
        #expect(Migrations.script(to: Migrations.newest + 1) == nil)
        #expect(Migrations.script(to: 0) == nil)
    }
}

extension VaultFixture {
    /// Rows of each table.
    var counts: [String: Int] {
        get throws {
            try tamper { database in
                var counts: [String: Int] = [:]
                for table in [
                    "header", "manifest", "root_history", "record", "secret", "name_index", "audit", "token_cache",
                ] {
                    counts[table] = try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table)")
                }
                return counts
            }
        }
    }
}
