@testable import VaultCrypto

/// Faults of a backup's plain start, and files that are none.
enum BackupVectors {
    private static let vault = 16
    private static let slot = vault + 140
    private static let streamHeader = vault + VaultHeader.length

    static let all: [Vector] = files + cuts + start + header + slots + places

    private static func flipped(
        _ name: String, _ fault: String, _ offset: Int, _ verdict: Verdict, overNothing: Bool = false
    ) -> Vector {
        Vector(backup: name, fault, verdict, overNothing: overNothing) { bytes, _ in bytes[offset] ^= 1 }
    }

    private static func set(
        _ name: String, _ fault: String, _ offset: Int, _ new: [UInt8], _ verdict: Verdict, overNothing: Bool = false
    ) -> Vector {
        Vector(backup: name, fault, verdict, overNothing: overNothing) { bytes, _ in
            bytes.replaceSubrange(offset..<(offset + new.count), with: new)
        }
    }

    private static func cut(
        _ name: String, _ fault: String, _ length: Int, _ verdict: Verdict, overNothing: Bool = false
    ) -> Vector {
        Vector(backup: "cut-\(name)", fault, verdict, overNothing: overNothing) { bytes, _ in
            bytes = Array(bytes.prefix(length))
        }
    }

    private static let files: [Vector] = [
        Vector(backup: "sound", "nothing: the backup that most others are made of", .sound) { _, _ in },
        Vector(backup: "sound", "nothing, and no vault to replace", .sound, overNothing: true) { _, _ in },
        Vector(backup: "long", "nothing: a backup in three chunks", .sound, of: "long.backup") { _, _ in },
        Vector(backup: "foreign", "nothing: another vault's, which takes the place", .sound, of: "foreign.backup") {
            _, _ in
        },
        Vector(backup: "empty", "no bytes at all", .notABackup) { bytes, _ in bytes = [] },
        Vector(backup: "empty", "no bytes at all", .notABackup, overNothing: true) { bytes, _ in bytes = [] },
        Vector(backup: "text", "a text file", .notABackup) { bytes, _ in bytes = Array("no backup\n".utf8) },
        Vector(backup: "vault-header", "a vault's header without what comes before it", .notABackup) { bytes, _ in
            bytes.removeFirst(vault)
        },
    ]

    private static let cuts: [Vector] = [
        cut("in-magic", "it ends within its magic", 5, .notABackup),
        cut("after-magic", "it ends after its magic", 8, .backupCut),
        cut("in-version", "it ends within its version", 9, .backupCut),
        cut("in-header", "it ends within the vault's header", 1000, .backupCut),
        cut("in-header", "it ends within the vault's header", 1000, .backupCut, overNothing: true),
        cut("before-stream-header", "it ends before the stream's header", streamHeader, .backupCut),
        cut("in-stream-header", "it ends within the stream's header", streamHeader + 23, .backupCut),
        cut("before-chunks", "it ends before the first chunk", BackupHeader.length, .backupCut),
        cut("in-tag", "it ends within what a chunk has beside its content", BackupHeader.length + 17, .backupChanged),
    ]

    private static let start: [Vector] = [
        flipped("magic", "one bit of the magic", 0, .notABackup),
        set("line-end", "the magic's CR LF became LF LF, as a text transfer leaves it", 6, [10], .notABackup),
        set("version-0", "version 0", 8, [0, 0], .backupChanged),
        set("version-2", "version 2", 8, [2, 0], .tooNew),
        set("version-2", "version 2", 8, [2, 0], .tooNew, overNothing: true),
        set("version-newest", "version 65,535", 8, [255, 255], .tooNew),
        flipped("reserved-first", "a bit in the first byte that must be zero", 10, .backupChanged),
        flipped("reserved-last", "a bit in the last byte that must be zero", 15, .backupChanged),
        flipped("stream-header", "one bit of the stream's header", streamHeader, .backupChanged),
        flipped("stream-header-last", "a bit of the stream header's last byte", streamHeader + 23, .backupChanged),
    ]

    private static let header: [Vector] = [
        flipped("header-magic", "one bit of the vault header's magic", vault, .backupChanged),
        set("header-format-2", "the vault's header has format 2", vault + 8, [2, 0], .tooNew),
        set("header-schema-newest", "the vault's schema is 65,535", vault + 10, [255, 255], .tooNew),
        flipped("vault-id", "one bit of the vault ID", vault + 12, .wrongPassphrase),
        flipped("epoch", "one bit of the epoch", vault + 28, .wrongPassphrase),
        flipped("witness-key", "one bit of the sealed witness key", vault + 95, .backupHeader),
        set("no-slots", "no slots are counted", vault + 136, [0, 0, 0, 0], .backupChanged),
        set("most-slots", "4,294,967,295 slots are counted", vault + 136, [255, 255, 255, 255], .backupChanged),
        flipped("unused-slot", "one bit in an unused slot", vault + 348, .backupChanged),
        flipped("mac-first", "the first bit of the header's MAC", vault + 3468, .backupHeader),
        flipped("mac-last", "a bit of the MAC's last byte", vault + 3499, .backupHeader),
    ]

    private static let slots: [Vector] = [
        flipped("slot-id", "one bit of the slot's ID", slot, .wrongPassphrase),
        set("slot-kind-5", "a slot of kind 5", slot + 4, [5], .backupChanged),
        set("slot-key-file", "the slot's kind says that a key file is part of it", slot + 4, [2], .keyFileNeeded),
        set("slot-memory-63", "63 MiB", slot + 8, [63, 0, 0, 0], .cost),
        set("slot-memory-63", "63 MiB", slot + 8, [63, 0, 0, 0], .cost, overNothing: true),
        set("slot-memory-65", "65 MiB where it was made with 64", slot + 8, [65, 0, 0, 0], .wrongPassphrase),
        set("slot-memory-1025", "1,025 MiB", slot + 8, [1, 4, 0, 0], .cost),
        set("slot-memory-most", "4,294,967,295 MiB", slot + 8, [255, 255, 255, 255], .cost),
        set("slot-passes-1", "1 pass", slot + 12, [1, 0, 0, 0], .cost),
        set("slot-passes-most", "4,294,967,295 passes", slot + 12, [255, 255, 255, 255], .cost),
        flipped("slot-salt", "one bit of the slot's salt", slot + 16, .wrongPassphrase),
        flipped("slot-created", "one bit of when the slot was made", slot + 32, .wrongPassphrase),
        flipped("slot-nonce", "one bit of the slot's nonce", slot + 104, .wrongPassphrase),
        flipped("slot-commitment", "one bit of the slot's commitment", slot + 128, .wrongPassphrase),
        flipped("slot-box", "one bit of the sealed vault key", slot + 160, .wrongPassphrase),
        flipped("slot-tag", "one bit of the slot's tag", slot + 207, .wrongPassphrase),
        Vector(backup: "slot-planted", "a second slot was planted", .backupHeader) { bytes, _ in
            bytes[vault + 136] = 2
            let first = Array(bytes[slot..<slot + 208])
            bytes.replaceSubrange(slot + 208..<slot + 416, with: [2] + first[1...])
        },
    ]

    /// Sound parts of different backups.
    private static let places: [Vector] = [
        Vector(backup: "foreign-header", "the header of another vault with the same passphrase", .backupChanged) {
            bytes, bench in
            bytes.replaceSubrange(vault..<streamHeader, with: bench.book.foreignHeader)
        },
        Vector(backup: "foreign-chunks", "the chunks of another vault", .backupChanged, of: "foreign.backup") {
            bytes, bench in
            bytes.replaceSubrange(vault..<streamHeader, with: try SampleKeys.shared.header.bytes)
        },
        Vector(
            backup: "other-stream-header", "the stream's header of another backup of the vault", .backupChanged
        ) { bytes, bench in
            let other = bench.book.backups["long.backup"] ?? []
            bytes.replaceSubrange(streamHeader..<BackupHeader.length, with: other[streamHeader..<BackupHeader.length])
        },
        Vector(
            backup: "other-start", "the start of an earlier backup of the vault", .backupChanged, of: "long.backup"
        ) { bytes, bench in
            let other = bench.book.backups["sound.backup"] ?? []
            bytes.replaceSubrange(..<BackupHeader.length, with: other[..<BackupHeader.length])
        },
    ]
}
