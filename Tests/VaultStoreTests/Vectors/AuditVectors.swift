@testable import VaultCrypto

@testable import VaultStore

/// Faults of the log: without the key, and rows that a holder of the key made wrong.
enum AuditVectors {
    static let all: [Vector] = plain + holder

    private static let plain: [Vector] = [
        ("deleted", "a row in the middle is deleted", "DELETE FROM audit WHERE id = 2"),
        ("first-deleted", "the first row is deleted", "DELETE FROM audit WHERE id = 1"),
        ("last-deleted", "the last row is deleted", "DELETE FROM audit WHERE id = 4"),
        ("all-deleted", "all rows are deleted", "DELETE FROM audit"),
        (
            "repeated", "the last row is there twice",
            "INSERT INTO audit SELECT id + 1, version, box FROM audit WHERE id = 4"
        ),
        ("row-0", "a row before the first", "INSERT INTO audit SELECT 0, version, box FROM audit WHERE id = 4"),
        (
            "negative", "a row with a negative number",
            "INSERT INTO audit SELECT -7, version, box FROM audit WHERE id = 4"
        ),
        ("exchanged", "two rows are exchanged", exchange("")),
        ("exchanged-versions", "two rows are exchanged with their versions", exchange(", version = 2")),
        ("version", "a row's version is changed", "UPDATE audit SET version = 7 WHERE id = 3"),
        ("box-empty", "a row's box is empty", "UPDATE audit SET box = x'' WHERE id = 3"),
        ("box-short", "a row's box is shorter than its overhead", "UPDATE audit SET box = zeroblob(71) WHERE id = 3"),
        (
            "box-changed", "a row's box is another row's",
            "UPDATE audit SET box = (SELECT box FROM audit WHERE id = 1) WHERE id = 3"
        ),
    ].map { name, fault, sql in
        Vector("audit", name, fault, .damaged(.audit), list: .sound) { try $0.sql(sql) }
            .also(["audit"], .damaged(.audit))
    }

    private static func exchange(_ versions: String) -> String {
        """
        UPDATE audit SET id = -2 WHERE id = 2;
        UPDATE audit SET id = 2\(versions) WHERE id = 3;
        UPDATE audit SET id = 3\(versions.isEmpty ? "" : ", version = 3") WHERE id = -2
        """
    }

    private static func row(
        _ name: String, _ fault: String, _ change: @escaping @Sendable (inout [UInt8]) -> Void
    ) -> Vector {
        Vector("audit", "plaintext-\(name)", fault, .damaged(.audit), list: .sound) { bench in
            var bytes = try VaultFixture.entry(.probed).recordBytes
            change(&bytes)
            let plaintext = bytes
            try bench.edit { try $0.putAudit(plaintext) }
        }
    }

    // 0 instant · 8 event · 9 tenant · 10 resource · 11 key ID · 12 user …
    private static let holder: [Vector] = [
        row("event-0", "an event with the number 0") { $0[8] = 0 },
        row("event-255", "an event with the number 255") { $0[8] = 255 },
        row("flag", "a tenant's flag that is 2") { $0[9] = 2 },
        row("user-utf8", "a user that is not UTF-8") { $0[14] = 0xFF },
        row("trailing", "a byte after the last field") { $0.append(9) },
        row("cut", "the last field is cut short") { $0.removeLast() },
        Vector("audit", "gap", "a number left out by a holder of the key", .damaged(.audit), list: .sound) {
            try $0.edit { edit in
                edit.state.auditCount += 1
                try edit.record(VaultFixture.entry(.probed))
                edit.state.auditCount -= 1
            }
        },
    ]
}
