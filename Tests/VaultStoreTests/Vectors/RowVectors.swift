import GRDB
import VaultModel

@testable import VaultStore

/// Rows deleted, copied, moved, swapped or put back by someone without the key.
enum RowVectors {
    static let all: [Vector] = records + secrets + index + several

    private static func row(
        _ area: String, _ name: String, _ fault: String, _ sql: String, _ verdict: Verdict = .damaged(.bucket)
    ) -> Vector {
        Vector(area, name, fault, verdict) { try $0.sql(sql) }
    }

    private static func least(_ table: String) -> String { "id = (SELECT min(id) FROM \(table))" }

    private static let records: [Vector] = [
        row("record", "deleted", "a record is deleted", "DELETE FROM record WHERE \(least("record"))"),
        row("record", "all-deleted", "all records are deleted", "DELETE FROM record"),
        row(
            "record", "copied", "a record is copied to the next row",
            "INSERT INTO record SELECT id + 1, version, box FROM record LIMIT 1"),
        row(
            "record", "negative", "a record is copied to a negative row",
            "INSERT INTO record SELECT -id, version, box FROM record LIMIT 1"),
        row(
            "record", "row-0", "a record is copied to row 0",
            "INSERT INTO record SELECT 0, version, box FROM record LIMIT 1"),
        row(
            "record", "moved", "a record is moved by one row", "UPDATE record SET id = id - 1 WHERE \(least("record"))"),
        row(
            "record", "of-index", "every record's box is an index row's",
            "UPDATE record SET box = (SELECT box FROM name_index)"),
        row("record", "swapped", "two records' boxes are swapped", swap("record", "record")),
        row(
            "record", "version-up", "a record's version is raised",
            "UPDATE record SET version = version + 1 WHERE \(least("record"))"),
        row(
            "record", "version-negative", "a record's version is negative",
            "UPDATE record SET version = -1 WHERE \(least("record"))", .damaged(.file)),
        row(
            "record", "version-most", "a record's version is the largest",
            "UPDATE record SET version = \(Int64.max) WHERE \(least("record"))"),
        row("record", "box-empty", "a box is empty", "UPDATE record SET box = x'' WHERE \(least("record"))"),
        row(
            "record", "box-short", "a box is shorter than its overhead",
            "UPDATE record SET box = substr(box, 1, 71) WHERE \(least("record"))"),
        row(
            "record", "box-long", "a box has another 512 bytes",
            "UPDATE record SET box = CAST(box || zeroblob(512) AS BLOB) WHERE \(least("record"))"),
        flipped("nonce", "a byte of its nonce", 0, .damaged(.box)),
        flipped("commitment", "a byte of its commitment", 24, .damaged(.bucket)),
        flipped("ciphertext", "a byte of its ciphertext", 56, .damaged(.box)),
        flipped("tag", "a byte of its tag", 583, .damaged(.bucket)),
    ]

    private static func flipped(_ name: String, _ fault: String, _ offset: Int, _ verdict: Verdict) -> Vector {
        row(
            "record", "box-\(name)", fault,
            """
            UPDATE record SET box = CAST(substr(box, 1, \(offset))
                || CASE substr(box, \(offset + 1), 1) WHEN x'FF' THEN x'FE' ELSE x'FF' END
                || substr(box, \(offset + 2)) AS BLOB) WHERE \(least("record"))
            """,
            verdict
        )
    }

    private static let secrets: [Vector] = [
        row("secret", "deleted", "a secret is deleted", "DELETE FROM secret WHERE \(least("secret"))"),
        row(
            "secret", "copied", "a secret is copied to the next row",
            "INSERT INTO secret SELECT id + 1, version, box FROM secret LIMIT 1"),
        row(
            "secret", "lowest", "a secret is copied to the lowest row there is",
            "INSERT INTO secret SELECT \(Int64.min), version, box FROM secret LIMIT 1"),
        row("secret", "swapped", "two secrets' boxes are swapped", swap("secret", "secret")),
        row("secret", "of-record", "a record's and a secret's boxes are swapped", swap("record", "secret")),
        row("secret", "version-up", "all versions of secrets are raised", "UPDATE secret SET version = version + 1"),
    ]

    private static let index: [Vector] = [
        row("index", "deleted", "an index row is deleted", "DELETE FROM name_index WHERE \(least("name_index"))"),
        row("index", "all-deleted", "all index rows are deleted", "DELETE FROM name_index"),
        row(
            "index", "copied", "an index row is copied to the next row",
            "INSERT INTO name_index SELECT id + 1, version, box FROM name_index LIMIT 1"),
        row(
            "index", "moved", "an index row is moved by one row",
            "UPDATE name_index SET id = id + 1 WHERE \(least("name_index"))"),
        row("index", "swapped", "two index rows' boxes are swapped", swap("name_index", "name_index")),
    ]

    private static let several: [Vector] = [
        row(
            "record", "in-secrets", "a record and a secret each in the other's table",
            """
            CREATE TEMP TABLE kept AS SELECT * FROM secret LIMIT 1;
            DELETE FROM secret WHERE id = (SELECT id FROM kept);
            INSERT INTO secret SELECT * FROM record LIMIT 1;
            DELETE FROM record WHERE id = (SELECT min(id) FROM record);
            INSERT INTO record SELECT * FROM kept;
            """),
        row(
            "record", "everything-deleted", "all is deleted but header, manifest and log",
            "DELETE FROM record; DELETE FROM secret; DELETE FROM name_index"),
        Vector("record", "replayed", "a record of an older state is put back, with its version", .damaged(.bucket)) {
            try replay($0, "record")
        },
        Vector("secret", "replayed", "a secret of an older state is put back, with its version", .damaged(.bucket)) {
            try replay($0, "secret")
        },
    ]

    private static func replay(_ bench: VectorBench, _ table: String) throws {
        let kept = try bench.fixture.tamper { try Row.fetchAll($0, sql: "SELECT id, version, box FROM \(table)") }
        let (id, sample) = (try bench.tenant, bench.sample)
        let secret = try bench.secret
        try bench.edit { edit in
            guard var tenant = sample.tenants[id] else { throw StoreError.noSuchRecord }
            tenant.notes = "new notes"
            try edit.update(tenant, at: id)
            try edit.update(try sample.secret("a new secret"), at: secret)
        }
        try bench.fixture.tamper { database in
            for row in kept {
                try database.execute(
                    sql: "INSERT OR REPLACE INTO \(table) (id, version, box) VALUES (?, ?, ?)",
                    arguments: StatementArguments(row.databaseValues))
            }
        }
    }

    private static func swap(_ first: String, _ second: String) -> String {
        """
        CREATE TEMP TABLE kept AS SELECT (SELECT box FROM \(first) ORDER BY id LIMIT 1) AS a,
            (SELECT box FROM \(second) ORDER BY id DESC LIMIT 1) AS b;
        UPDATE \(first) SET box = (SELECT b FROM kept) WHERE id = (SELECT min(id) FROM \(first));
        UPDATE \(second) SET box = (SELECT a FROM kept) WHERE id = (SELECT max(id) FROM \(second));
        """
    }
}
