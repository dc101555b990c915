import Foundation
import GRDB
import ProgramHarness
import TestThreads
import Testing

/// The vault's tables were changed through SQL by someone who can write the file and has no key.
@Suite("A vault changed through SQL", .onOwnThreads)
struct TamperedVaultTests {
    /// A change, the words of the refusal, and whether a listing sees it too.
    struct Attack: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let words: String
        let sql: String
        let isListed: Bool

        init(_ description: String, _ words: String, listed: Bool = true, _ sql: String) {
            testDescription = description
            self.words = words
            self.sql = sql
            isListed = listed
        }
    }

    private static let record = "a record was changed, moved, added or removed"
    private static let audit = "the audit log was changed"
    private static let schema = "the schema was changed"

    static let rows = [
        Attack("a record deleted", record, "DELETE FROM record WHERE id = (SELECT min(id) FROM record)"),
        Attack("a secret deleted", record, "DELETE FROM secret WHERE id = (SELECT max(id) FROM secret)"),
        Attack("an index row deleted", record, "DELETE FROM name_index WHERE id = (SELECT min(id) FROM name_index)"),
        Attack("everything deleted", record, "DELETE FROM record; DELETE FROM secret; DELETE FROM name_index"),
        Attack("a record duplicated", record, "INSERT INTO record SELECT id + 1, version, box FROM record LIMIT 1"),
        Attack("a secret duplicated", record, "INSERT INTO secret SELECT id + 1, version, box FROM secret LIMIT 1"),
        Attack("two records swapped", record, swap("record", "record")),
        Attack("two secrets swapped", record, swap("secret", "secret")),
        Attack("two index rows swapped", record, swap("name_index", "name_index")),
        Attack("a record's and a secret's columns swapped", record, swap("record", "secret")),
        Attack(
            "a record's column copied from the index", record, "UPDATE record SET box = (SELECT box FROM name_index)"),
        Attack("versions raised", record, "UPDATE secret SET version = version + 1"),
        Attack("a box emptied", record, "UPDATE record SET box = x'' WHERE id = (SELECT max(id) FROM record)"),
        Attack("an audit row deleted", audit, listed: false, "DELETE FROM audit WHERE id = 3"),
        Attack(
            "the last audit row deleted", audit, listed: false,
            "DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)"),
        Attack("all audit rows deleted", audit, listed: false, "DELETE FROM audit"),
        Attack(
            "an audit row duplicated", audit, listed: false,
            "INSERT INTO audit SELECT (SELECT max(id) + 1 FROM audit), version, box FROM audit WHERE id = 2"
        ),
        Attack(
            "two audit rows exchanged", audit, listed: false,
            "UPDATE audit SET id = -2 WHERE id = 2; UPDATE audit SET id = 2 WHERE id = 3; UPDATE audit SET id = 3 WHERE id = -2"
        ),
        Attack("the manifest's generation raised", "the manifest", "UPDATE manifest SET generation = generation + 1"),
        Attack("the manifest emptied", "the manifest", "DELETE FROM manifest"),
    ]

    static let schemas = [
        Attack("a trigger", schema, "CREATE TRIGGER t AFTER INSERT ON audit BEGIN DELETE FROM record; END"),
        Attack("a view", schema, "CREATE VIEW extra AS SELECT * FROM record"),
        Attack("a table", schema, "CREATE TABLE extra (id INTEGER PRIMARY KEY) STRICT"),
        Attack("an index", schema, "CREATE INDEX extra ON record (version)"),
        Attack("a column", schema, "ALTER TABLE record ADD COLUMN note TEXT"),
        Attack("statistics", schema, "ANALYZE"),
        Attack("a table missing", schema, "DROP TABLE token_cache"),
        Attack("a check missing", schema, "UPDATE sqlite_schema SET sql = replace(sql, ' CHECK (id = 1)', '')"),
        Attack("another program's mark", "not a partner-vault", "PRAGMA application_id = 7"),
        Attack("another journal mode", "no sound database", "PRAGMA journal_mode = DELETE"),
    ]

    /// Exchanges the sealed columns of the first row of one table and the last of another.
    private static func swap(_ first: String, _ second: String) -> String {
        """
        CREATE TEMP TABLE kept AS SELECT (SELECT box FROM \(first) ORDER BY id LIMIT 1) AS a,
            (SELECT box FROM \(second) ORDER BY id DESC LIMIT 1) AS b;
        UPDATE \(first) SET box = (SELECT b FROM kept) WHERE id = (SELECT min(id) FROM \(first));
        UPDATE \(second) SET box = (SELECT a FROM kept) WHERE id = (SELECT max(id) FROM \(second));
        """
    }

    private static let add = [
        "add", "new", "--directory-id", Desk.guid(1, 99), "--client-id", Desk.guid(2, 99), "--secret-fd", "0",
        "--no-verify",
    ]

    @Test("is refused by name, and nothing is written into it", arguments: rows + schemas)
    func isRefused(_ attack: Attack) throws {
        let desk = try Desk.stocked()
        let sound = try desk.good(["list", "-o", "json"])
        try desk.tamper(attack.sql)
        let bytes = try desk.bytes()
        expectFailure(try desk.run(["verify"]), 4, saying: attack.words, afterOutput: true)
        #expect(try desk.bytes() == bytes)
        if attack.isListed {
            expectFailure(try desk.run(["list"]), 4, saying: attack.words)
            #expect(try desk.bytes() == bytes)
        } else {
            #expect(try desk.good(["list", "-o", "json"]) == sound)
        }
        // A change verifies the part of the manifest that it touches; it must not make the rest look sound.
        let added = try desk.run(Self.add, input: "N3w8Q~secret")
        if added.status == 0 {
            expectFailure(try desk.run(["verify"]), 4, saying: attack.words, afterOutput: true)
        } else {
            expectFailure(added, 4)
            #expect(try desk.bytes() == bytes)
        }
    }

    @Test(
        "to hold rows of an older state is refused, in a listing and where the row is looked up",
        arguments: [
            ("record", ["show", "renamed"]), ("secret", ["list", "--all"]),
            ("name_index", ["show", Desk.stockName(1)]),
        ]
    )
    func replay(table: String, lookup: [String]) throws {
        let desk = try Desk.stocked()
        let old = try desk.tamper { try Row.fetchAll($0, sql: "SELECT id, version, box FROM \(table)") }
        try desk.good(["rename", Desk.stockName(1), "renamed"])
        try desk.good(["edit", "renamed", "--secret-fd", "0", "--no-verify", "--replace"], input: "N3w8Q~secret")
        try desk.good(["verify"])
        try desk.tamper { database in
            for row in old {
                try database.execute(
                    sql: "INSERT OR REPLACE INTO \(table) (id, version, box) VALUES (?, ?, ?)",
                    arguments: StatementArguments(row.databaseValues)
                )
            }
        }
        let bytes = try desk.bytes()
        for arguments in [["verify"], ["list"], lookup] {
            expectFailure(try desk.run(arguments), 4, saying: Self.record)
        }
        #expect(try desk.bytes() == bytes)
        let revealed = try desk.run(["reveal", "renamed", "--yes-reveal"])
        #expect(revealed.output == "N3w8Q~secret" || (revealed.status == 4 && revealed.output.isEmpty))
    }

    @Test("without its history of roots is refused by a verification, and by a witness that needs it")
    func forgottenHistory() throws {
        let desk = try Desk.stocked()
        let witnesses = try desk.witnesses()
        try desk.stock(7...7)
        try desk.tamper("DELETE FROM root_history")
        let bytes = try desk.bytes()
        expectFailure(try desk.run(["verify"]), 4, saying: "the history of roots was changed", afterOutput: true)
        try desk.put(witnesses)
        expectFailure(try desk.run(["list"]), 5, saying: "not a continuation")
        #expect(try desk.bytes() == bytes)
    }

    @Test("with a header of another vault is refused, even where the same passphrase opens it")
    func foreignHeader() throws {
        let (desk, other) = (try Desk.stocked(), try Desk.stocked())
        let header = try #require(try other.tamper { try Data.fetchOne($0, sql: "SELECT bytes FROM header") })
        try desk.tamper { try $0.execute(sql: "UPDATE header SET bytes = ?", arguments: [header]) }
        let bytes = try desk.bytes()
        for arguments in [["list"], ["verify"], ["list", "--accept-rollback"]] {
            expectFailure(try desk.run(arguments), 4)
        }
        #expect(try desk.bytes() == bytes)
    }

    @Test("in what nobody reads answers as before")
    func withoutEffect() throws {
        let desk = try Desk.stocked()
        let sound = try desk.good(["list", "-o", "json"])
        try desk.tamper("PRAGMA user_version = 77")
        #expect(try desk.good(["list", "-o", "json"]) == sound)
        try desk.good(["verify"])
        try desk.tamper("VACUUM")
        #expect(try desk.good(["list", "-o", "json"]) == sound)
        try desk.good(["verify"])
    }
}
