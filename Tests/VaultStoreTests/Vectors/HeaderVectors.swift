import Foundation

@testable import VaultCrypto

@testable import VaultStore

/// Faults of the header outside its slots.
enum HeaderVectors {
    private static func flipped(_ name: String, _ fault: String, _ offset: Int, _ verdict: Verdict) -> Vector {
        Vector("header", name, fault, verdict) { try $0.header { $0[offset] ^= 1 } }
    }

    private static func set(
        _ name: String, _ fault: String, _ offset: Int, _ bytes: [UInt8], _ verdict: Verdict
    ) -> Vector {
        Vector("header", name, fault, verdict) {
            try $0.header { $0.replaceSubrange(offset..<(offset + bytes.count), with: bytes) }
        }
    }

    static let all: [Vector] = plain + holder

    private static let plain: [Vector] = [
        Vector("header", "missing", "the header's row is missing", .notAVault) { try $0.sql("DELETE FROM header") },
        Vector("header", "short", "the header lacks its last byte", .notAHeader) { try $0.header { $0.removeLast() } },
        Vector("header", "long", "the header has a byte too many", .notAHeader) { try $0.header { $0.append(0) } },
        flipped("magic", "one bit of the magic", 0, .notAHeader),
        set("line-end", "the magic's CR LF became LF LF, as a text transfer leaves it", 6, [10], .notAHeader),
        set("format-0", "format 0", 8, [0, 0], .notAHeader),
        set("format-2", "format 2", 8, [2, 0], .tooNew),
        set("schema-0", "schema 0", 10, [0, 0], .notAHeader),
        set("schema-newest", "schema 65,535", 10, [0xFF, 0xFF], .tooNew),
        flipped("vault-id", "one bit of the vault ID", 12, .wrongPassphrase),
        flipped("epoch", "one bit of the epoch", 28, .wrongPassphrase),
        flipped("witness-key-nonce", "one bit of the witness key's nonce", 32, .headerMAC),
        flipped("witness-key-commitment", "one bit of the witness key's commitment", 60, .headerMAC),
        flipped("witness-key-box", "one bit of the sealed witness key", 95, .headerMAC),
        flipped("witness-key-tag", "one bit of the witness key's tag", 135, .headerMAC),
        set("no-slots", "no slots are counted", 136, [0, 0, 0, 0], .notAHeader),
        set("two-slots", "two slots are counted, of which one is empty", 136, [2, 0, 0, 0], .notAHeader),
        set("17-slots", "17 slots are counted", 136, [17, 0, 0, 0], .notAHeader),
        set("most-slots", "4,294,967,295 slots are counted", 136, [255, 255, 255, 255], .notAHeader),
        flipped("unused-slot", "one bit in an unused slot", 348, .notAHeader),
        flipped("unused-end", "one bit in the last byte before the MAC", 3467, .notAHeader),
        flipped("mac-first", "the MAC's first bit", 3468, .headerMAC),
        flipped("mac-last", "a bit of the MAC's last byte", 3499, .headerMAC),
        Vector("header", "mac-zero", "the MAC is zero", .headerMAC) {
            try $0.header { $0.replaceSubrange(3468..., with: Array(repeating: 0, count: 32)) }
        },
        Vector("header", "foreign", "the header of another vault with the same passphrase", .damaged(.manifest)) {
            let foreign = $0.book.foreignHeader
            try $0.header { $0 = foreign }
        },
        Vector("header", "second", "a second header's row", .damaged(.file), list: .sound) {
            try $0.sql("INSERT INTO header SELECT 2, bytes FROM header")
        },
    ]

    private static let holder: [Vector] = [
        Vector(
            "header", "not-pinned", "made anew by a holder of the key, and not the one in the manifest",
            .damaged(.header)
        ) { bench in
            try bench.header(isPinned: false) { header, vaultKey in
                var header = header
                try VaultKeys.finish(&header, witness: try SampleKeys.shared.unlock().witness, vaultKey: vaultKey)
                return header
            }
        },
        Vector("header", "witness-key", "another witness key, by a holder of the key", .witnessDamaged) { bench in
            try bench.header(isPinned: true) { header, vaultKey in
                var header = header
                try VaultKeys.finish(&header, witness: try SecretBytes(randomCount: 32), vaultKey: vaultKey)
                return header
            }
        },
        Vector("header", "witness-key-of-epoch", "the witness key is sealed for another epoch", .headerMAC) { bench in
            try bench.header(isPinned: true) { header, vaultKey in
                var other = VaultHeader(
                    schema: header.schema, vaultID: header.vaultID, epoch: 2, sealedWitnessKey: [],
                    slots: header.slots)
                let keys = try SampleKeys.shared.unlock()
                try VaultKeys.finish(&other, witness: keys.witness, vaultKey: vaultKey)
                var header = header
                header.sealedWitnessKey = other.sealedWitnessKey
                header.authenticate(with: keys.header)
                return header
            }
        },
        Vector("header", "next-epoch", "epoch 2 over rows and a manifest of epoch 1", .damaged(.manifest)) { bench in
            try bench.header(isPinned: true) { header, vaultKey in
                var next = VaultHeader(
                    schema: header.schema, vaultID: header.vaultID, epoch: 2, sealedWitnessKey: [],
                    slots: header.slots)
                next.slots = [try SlotVectors.sealed(header.slots[0], vaultKey, in: next)]
                try VaultKeys.finish(&next, witness: try SampleKeys.shared.unlock().witness, vaultKey: vaultKey)
                return next
            }
        },
    ]
}
