import VaultModel

@testable import VaultCrypto

@testable import VaultStore

/// Records of which there is at most one, as a holder of the key may get them wrong: settings and former roots.
enum SettingsVectors {
    static let all: [Vector] = settings + places + formerRoots

    private static func plaintext(
        _ name: String, _ fault: String, _ key: IndexKey, _ sound: [UInt8],
        _ change: @escaping @Sendable (inout [UInt8]) -> Void
    ) -> Vector {
        Vector("settings", name, fault, .damaged(.record)) { bench in
            var bytes = sound
            change(&bytes)
            let plaintext = bytes
            try bench.edit { edit in
                let id = RecordID.random()
                try edit.index(key, id)
                try edit.insertRecord(plaintext, id)
            }
        }
    }

    // 0 kind · 1 slots · 3 highest slot · 7 days · 11 rows · 15 restored · 16 read only
    private static func settings(
        _ name: String, _ fault: String, _ change: @escaping @Sendable (inout [UInt8]) -> Void
    ) -> Vector {
        plaintext(name, fault, .settings, (try? VaultSettings().recordBytes) ?? [], change)
    }

    private static let settings: [Vector] = [
        settings("trailing", "a byte after the last field") { $0.append(1) },
        settings("cut", "the last field is missing") { $0.removeLast() },
        settings("slots", "notes on 65,535 slots are counted where there is none") {
            $0.replaceSubrange(1..<3, with: [255, 255])
        },
        settings("restored", "a flag that is 2") { $0[15] = 2 },
        settings("read-only", "a flag that is 255") { $0[16] = 255 },
    ]

    private static func place(
        _ name: String, _ fault: String, list: Verdict = .sound,
        _ change: @escaping @Sendable (VaultEdit, VectorBench) throws -> Void
    ) -> Vector {
        Vector("settings", name, fault, .damaged(.index), list: list) { bench in
            try bench.edit { edit in
                try edit.set(VaultSettings())
                try change(edit, bench)
            }
        }
    }

    private static let places: [Vector] = [
        place("second", "there are two") { edit, _ in
            try edit.insertRecord(try VaultSettings().recordBytes, .random())
        },
        place("index-missing", "the index does not know them") { edit, _ in
            try edit.delete(.index, IndexKey.settings.id(edit.vault.keys))
        },
        place("index-tenant", "the index leads to a tenant", list: .damaged(.record)) { edit, bench in
            try edit.delete(.index, IndexKey.settings.id(edit.vault.keys))
            try edit.index(.settings, try bench.tenant)
        },
    ]

    // 0 kind · 1 count · then generation 8 and root 32 each
    private static let formerRoots: [Vector] = [
        plaintext(
            "former-roots-count", "a former root is counted that is not there", .formerRoots, FormerRoots().recordBytes
        ) {
            $0[1] = 1
        },
        plaintext("former-roots-trailing", "a byte after the last former root", .formerRoots, FormerRoots().recordBytes)
        {
            $0.append(7)
        },
    ]
}
