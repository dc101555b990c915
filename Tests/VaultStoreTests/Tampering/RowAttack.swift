import Testing

@testable import VaultStore

/// A change of rows through SQL, and what a full verification says to it.
struct RowAttack: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// What a full verification says.
    let finding: StoreError
    let sql: String

    init(_ description: String, _ finding: StoreError.Damage, _ sql: String) {
        testDescription = description
        self.finding = .damaged(finding)
        self.sql = sql
    }

    static let all: [RowAttack] = [
        RowAttack("a record deleted", .bucket, "DELETE FROM record WHERE id = (SELECT min(id) FROM record)"),
        RowAttack("a secret deleted", .bucket, "DELETE FROM secret WHERE id = (SELECT min(id) FROM secret)"),
        RowAttack(
            "an index row deleted", .bucket, "DELETE FROM name_index WHERE id = (SELECT max(id) FROM name_index)"),
        RowAttack("all records deleted", .bucket, "DELETE FROM record"),
        RowAttack(
            "all deleted but header and manifest",
            .bucket,
            "DELETE FROM record; DELETE FROM secret; DELETE FROM name_index"
        ),
        RowAttack(
            "a record copied to the next id",
            .bucket,
            "INSERT INTO record SELECT id + 1, version, box FROM record LIMIT 1"
        ),
        RowAttack(
            "a record copied to a negative id",
            .bucket,
            "INSERT INTO record SELECT -id, version, box FROM record LIMIT 1"
        ),
        RowAttack("a record copied to id 0", .bucket, "INSERT INTO record SELECT 0, version, box FROM record LIMIT 1"),
        RowAttack(
            "a secret copied to the lowest id",
            .bucket,
            "INSERT INTO secret SELECT \(Int64.min), version, box FROM secret LIMIT 1"
        ),
        RowAttack(
            "a record copied to the other end",
            .bucket,
            "INSERT INTO record SELECT \(Int64.max) - id, version, box FROM record LIMIT 1"
        ),
        RowAttack("a record moved", .bucket, "UPDATE record SET id = id - 1 WHERE id = (SELECT min(id) FROM record)"),
        RowAttack(
            "a record's box copied into the secrets",
            .bucket,
            "INSERT INTO secret SELECT id, version, box FROM record LIMIT 1"
        ),
        RowAttack(
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
        RowAttack("two records' boxes swapped", .bucket, swap("record", "record", "box")),
        RowAttack("two secrets' boxes swapped", .bucket, swap("secret", "secret", "box")),
        RowAttack("two index rows' boxes swapped", .bucket, swap("name_index", "name_index", "box")),
        RowAttack("a record's and a secret's boxes swapped", .bucket, swap("record", "secret", "box")),
        RowAttack("versions swapped", .bucket, "UPDATE record SET version = version + 1"),
        RowAttack(
            "one version raised",
            .bucket,
            "UPDATE secret SET version = version + 1 WHERE id = (SELECT min(id) FROM secret)"
        ),
        RowAttack(
            "one version to the largest",
            .bucket,
            "UPDATE record SET version = \(Int64.max) WHERE id = (SELECT min(id) FROM record)"
        ),
        RowAttack(
            "a box cut short",
            .bucket,
            "UPDATE record SET box = substr(box, 1, 40) WHERE id = (SELECT min(id) FROM record)"
        ),
        RowAttack("a box emptied", .bucket, "UPDATE record SET box = x'' WHERE id = (SELECT min(id) FROM record)"),
        RowAttack(
            "a box lengthened",
            .bucket,
            "UPDATE record SET box = CAST(box || zeroblob(512) AS BLOB) WHERE id = (SELECT min(id) FROM record)"
        ),
        RowAttack(
            "a box's nonce changed",
            .box,
            "UPDATE record SET box = CAST(x'00' || substr(box, 2) AS BLOB) WHERE id = (SELECT min(id) FROM record)"
        ),
        RowAttack("an audit row deleted in the middle", .audit, "DELETE FROM audit WHERE id = 2"),
        RowAttack("the last audit row deleted", .audit, "DELETE FROM audit WHERE id = 4"),
        RowAttack("the first audit row deleted", .audit, "DELETE FROM audit WHERE id = 1"),
        RowAttack("all audit rows deleted", .audit, "DELETE FROM audit"),
        RowAttack(
            "an audit row repeated",
            .audit,
            "INSERT INTO audit SELECT id + 1, version, box FROM audit WHERE id = 4"
        ),
        RowAttack(
            "an audit row before the first",
            .audit,
            "INSERT INTO audit SELECT 0, version, box FROM audit WHERE id = 4"
        ),
        RowAttack(
            "an audit row at a negative id",
            .audit,
            "INSERT INTO audit SELECT -7, version, box FROM audit WHERE id = 4"
        ),
        RowAttack(
            "two audit rows exchanged",
            .audit,
            "UPDATE audit SET id = -2 WHERE id = 2; UPDATE audit SET id = 2 WHERE id = 3; UPDATE audit SET id = 3 WHERE id = -2"
        ),
        RowAttack(
            "audit rows exchanged with their versions",
            .audit,
            "UPDATE audit SET id = 9, version = 9 WHERE id = 2; UPDATE audit SET id = 2, version = 2 WHERE id = 3; UPDATE audit SET id = 3, version = 3 WHERE id = 9"
        ),
        RowAttack("an audit row's version changed", .audit, "UPDATE audit SET version = 7 WHERE id = 3"),
        RowAttack("an audit box emptied", .audit, "UPDATE audit SET box = x'' WHERE id = 3"),
        RowAttack("a root forgotten", .history, "DELETE FROM root_history WHERE generation = 3"),
        RowAttack(
            "the present root forgotten",
            .history,
            "DELETE FROM root_history WHERE generation = (SELECT max(generation) FROM root_history)"
        ),
        RowAttack("all roots forgotten", .history, "DELETE FROM root_history"),
        RowAttack("a root changed", .history, "UPDATE root_history SET root = zeroblob(32) WHERE generation = 2"),
        RowAttack(
            "a root's state changed",
            .history,
            "UPDATE root_history SET state_hash = zeroblob(32) WHERE generation = 2"
        ),
        RowAttack(
            "a root of the future",
            .history,
            "INSERT INTO root_history SELECT generation + 9, previous, state_hash, root FROM root_history LIMIT 1"
        ),
        RowAttack("a second header", .file, "INSERT INTO header SELECT 2, bytes FROM header"),
        RowAttack(
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
}
