import VaultModel

@testable import VaultCrypto

@testable import VaultStore

/// Streams that a holder of the keys sealed soundly, and what they hold is no sound vault.
enum BackupContentVectors {
    static let all: [Vector] = forgeries + changed + unsound + places

    /// Those that leave most of the bytes as they are.
    private static let forgeries: [Vector] = [
        (BackupForgery.foreignRoot, "its root is another"), (.linksReversed, "its history of roots runs backwards"),
        (.rowsSwapped, "two rows are swapped"), (.auditGap, "a row of the log is left out"),
        (.tokenRow, "a row of the token cache"), (.unknownTable, "a row of a table 6"),
        (.endless, "its end is missing"),
        (.endTwice, "its end is there twice"), (.wrongCounts, "its end counts another root"),
        (.hugeBox, "a row's announced length is 4,294,967,295"), (.hugeVersion, "a version beyond SQLite's integers"),
        (.negativeID, "a row with a negative ID"), (.emptyRest, "a byte after its end"),
    ].map { forgery, fault in
        items("forged-\(forgery.rawValue)", fault) { $0 = try forgery.apply(to: $0) }
    }

    private static func items(
        _ name: String, _ fault: String, _ verdict: Verdict = .backupChanged, overNothing: Bool = false,
        _ change: @escaping @Sendable (inout [[UInt8]]) throws -> Void
    ) -> Vector {
        Vector(backup: name, "\(fault), by a holder of the key", verdict, overNothing: overNothing) { bytes, _ in
            var items = try ForgedBackup.items(of: bytes)
            try change(&items)
            bytes = try ForgedBackup.seal(items, as: bytes)
        }
    }

    /// The first row of a table.
    private static func row(
        _ name: String, _ fault: String, of table: UInt8, _ verdict: Verdict = .backupChanged,
        _ change: @escaping @Sendable (inout [UInt8]) -> Void
    ) -> Vector {
        items(name, fault, verdict) { items in
            guard let place = items.firstIndex(where: { $0[0] == table }) else { throw StoreError.noSuchRecord }
            change(&items[place])
        }
    }

    // 0 table · 1 row's ID · 9 version · 17 length · 21 box
    private static let changed: [Vector] = [
        row("record-box", "one bit of a record's box", of: 1) { $0[60] ^= 1 },
        row("record-version", "another version of a record", of: 1) { $0[9] ^= 1 },
        row("record-id", "another ID of a record", of: 1) { $0[1] ^= 1 },
        row("secret-box", "one bit of a secret's commitment", of: 2) { $0[21 + 24] ^= 1 },
        row("index-box", "one bit of an index row's tag", of: 3) { $0[$0.count - 1] ^= 1 },
        // The manifest covers commitment and tag; the rest is seen when the box is opened.
        row("secret-ciphertext", "one bit of a secret's ciphertext", of: 2, .damaged(.box)) { $0[200] ^= 1 },
        row("audit-box", "one bit of a row of the log", of: 4, .damaged(.audit)) { $0[200] ^= 1 },
        row("length-less", "a row's announced length is one byte less", of: 4) { $0[17] -= 1 },
        row("length-more", "a row's announced length is one byte more", of: 4) { $0[17] += 1 },
        row("length-0", "a row's announced length is zero", of: 4) { $0.replaceSubrange(17..<21, with: [0, 0, 0, 0]) },
        row("link", "one bit of a link of the history", of: 0x11) { $0[8] ^= 1 },
        row("state", "one bit of the manifest's state", of: 0x10) { $0[105 + 200] ^= 1 },
        row("generation", "another generation", of: 0x10) { $0[1] ^= 1 },
        row("end", "its end counts a row too many", of: 0xFF) { $0[9] += 1 },
        items("no-rows", "all rows of the log are left out") { items in items.removeAll { $0[0] == 4 } },
        items("record-box", "one bit of a record's box", overNothing: true) { $0[10][60] ^= 1 },
    ]

    /// Backups of a vault that a holder of the key made wrong: every row is in its manifest, and they do not fit together.
    private static func vault(
        _ name: String, _ fault: String, _ damage: StoreError.Damage, overNothing: Bool = false,
        _ change: @escaping @Sendable (VaultEdit, VectorBench) throws -> Void
    ) -> Vector {
        Vector(backup: "of-\(name)", fault, .damaged(damage), overNothing: overNothing) { bytes, bench in
            let made = try VectorBook.backup(of: try bench.fixture.copy()) { try change($0, bench) }
            // Under the stream's header of the sound one, so that as much as possible is the same.
            bytes = try ForgedBackup.seal(try ForgedBackup.items(of: made), as: bytes)
        }
    }

    private static let unsound: [Vector] = [
        vault("orphan", "a secret that nothing refers to", .record) {
            try $0.insert(try $1.sample.secret("nobody's"), as: .random())
        },
        vault("no-secret", "a credential whose secret is not there", .record) { try $0.removeSecret(try $1.secret) },
        vault("no-index", "a tenant that the index does not know", .index) {
            try $0.delete(.index, try $1.row(of: .index, $0.vault.keys))
        },
        vault("misplaced-secret", "a secret sealed for another row", .box) {
            let id = try $1.secret.rawValue
            try $0.put(.secret, id, try $0.plaintext(.secret, id)) { $0[26] ^= 1 }
        },
        vault("no-secret", "a credential whose secret is not there", .record, overNothing: true) {
            try $0.removeSecret(try $1.secret)
        },
    ]

    /// A vault's own bytes in a backup's place.
    private static let places: [Vector] = [
        Vector(backup: "database", "the vault's own file", .notABackup) { bytes, bench in
            bytes = Array(bench.book.database.prefix(200))
        }
    ]
}
