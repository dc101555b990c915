@testable import VaultStore

/// Boxes that were sealed with the right key, but for another place: each part of the associated data.
enum PlaceVectors {
    private static let parts: [(name: String, fault: String, byte: Int)] = [
        ("purpose", "another purpose", 3), ("vault-id", "another vault", 4), ("epoch", "another epoch", 20),
        ("table", "another table", 24), ("column", "another column", 25), ("row", "another row", 26),
        ("version", "another version", 34), ("schema", "another schema", 42),
    ]

    static let all: [Vector] = parts.flatMap { part in
        [
            Vector("aad", "record-\(part.name)", "a tenant's record sealed for \(part.fault)", .damaged(.box)) {
                try misplace($0, .record, part.byte)
            },
            Vector(
                "aad", "secret-\(part.name)", "a secret sealed for \(part.fault)", .damaged(.box), list: .sound
            ) { try misplace($0, .secret, part.byte) }
            .also(["reveal", "contoso", "--yes-reveal"], .damaged(.box)),
            Vector(
                "aad", "index-\(part.name)", "an index row sealed for \(part.fault)", .damaged(.index), list: .sound
            ) { try misplace($0, .index, part.byte) }
            .also(["show", "contoso"], .damaged(.index)),
            Vector(
                "aad", "audit-\(part.name)", "a row of the log sealed for \(part.fault)", .damaged(.audit),
                list: .sound
            ) { bench in
                try bench.edit { try $0.putAudit(VaultFixture.entry(.probed).recordBytes) { $0[part.byte] ^= 1 } }
            },
        ]
    }

    private static func misplace(_ bench: VectorBench, _ table: RowTable, _ byte: Int) throws {
        try bench.edit { edit in
            let id = try bench.row(of: table, edit.vault.keys)
            try edit.put(table, id, try edit.plaintext(table, id)) { $0[byte] ^= 1 }
        }
    }
}
