import Foundation

@testable import VaultCrypto

@testable import VaultStore

/// Faults of a key slot: each field, and slots that do not belong.
enum SlotVectors {
    private static let first = 140
    private static let length = 208

    private static func set(
        _ name: String, _ fault: String, _ offset: Int, _ bytes: [UInt8], _ verdict: Verdict
    ) -> Vector {
        Vector("slot", name, fault, verdict) {
            let start = first + offset
            try $0.header { $0.replaceSubrange(start..<(start + bytes.count), with: bytes) }
        }
    }

    private static func flipped(_ name: String, _ fault: String, _ offset: Int, _ verdict: Verdict) -> Vector {
        Vector("slot", name, fault, verdict) { try $0.header { $0[first + offset] ^= 1 } }
    }

    static let all: [Vector] = fields + costs + crowds + holder

    private static let fields: [Vector] = [
        flipped("id", "one bit of its ID", 0, .wrongPassphrase),
        set("kind-0", "kind 0", 4, [0], .notAHeader),
        set("kind-5", "kind 5", 4, [5], .notAHeader),
        set("kind-255", "kind 255", 4, [255], .notAHeader),
        set("key-file", "its kind says that a key file is part of it", 4, [2], .keyFileNeeded),
        set("recovery-key", "its kind says recovery key, which costs nothing", 4, [3, 0], .cost),
        set("recipient", "its kind says recipient, which costs nothing", 4, [4, 0], .cost),
        set(
            "recovery-key-cost", "its kind says recovery key, its flags that a person chose the cost", 4, [3],
            .notAHeader),
        flipped("cost-chosen", "its flags no longer say that a person chose the cost", 5, .wrongPassphrase),
        set("flags", "a flag that means nothing", 5, [0x81], .notAHeader),
        set("reserved-last", "a bit in the last byte that must be zero", 7, [1], .notAHeader),
        flipped("salt", "one bit of its salt", 16, .wrongPassphrase),
        flipped("salt-last", "a bit of the salt's last byte", 31, .wrongPassphrase),
        flipped("created", "one bit of when it was made", 32, .wrongPassphrase),
        flipped("recipient-key", "a recipient's public key, which it has not", 40, .notAHeader),
        flipped("ephemeral-key", "an ephemeral public key, which it has not", 103, .notAHeader),
        flipped("nonce", "one bit of its nonce", 104, .wrongPassphrase),
        flipped("commitment", "one bit of its commitment", 128, .wrongPassphrase),
        flipped("box", "one bit of the sealed vault key", 160, .wrongPassphrase),
        flipped("tag", "one bit of its tag", 207, .wrongPassphrase),
    ]

    private static let costs: [Vector] = [
        set("memory-0", "0 MiB", 8, [0, 0, 0, 0], .cost),
        set("memory-63", "63 MiB", 8, [63, 0, 0, 0], .cost),
        set("memory-65", "65 MiB where it was made with 64", 8, [65, 0, 0, 0], .wrongPassphrase),
        set("memory-1025", "1,025 MiB", 8, [1, 4, 0, 0], .cost),
        set("memory-most", "4,294,967,295 MiB", 8, [255, 255, 255, 255], .cost),
        set("passes-1", "1 pass", 12, [1, 0, 0, 0], .cost),
        set("passes-3", "3 passes where it was made with 2", 12, [3, 0, 0, 0], .wrongPassphrase),
        set("passes-17", "17 passes", 12, [17, 0, 0, 0], .cost),
        set("passes-most", "4,294,967,295 passes", 12, [255, 255, 255, 255], .cost),
    ]

    /// Slots that were put beside the first; their own sealing is the first's.
    private static func crowd(_ name: String, _ fault: String, _ ids: [UInt8], _ verdict: Verdict) -> Vector {
        Vector("slot", name, fault, verdict) {
            try $0.header { bytes in
                let slot = Array(bytes[first..<(first + length)])
                bytes[136] = UInt8(1 + ids.count)
                for (index, id) in ids.enumerated() {
                    let start = first + (index + 1) * length
                    bytes.replaceSubrange(start..<(start + length), with: [id] + slot[1...])
                }
            }
        }
    }

    private static let crowds: [Vector] = [
        crowd("planted", "a second slot was planted", [2], .headerMAC),
        crowd("same-id", "a second slot has the first's ID", [1], .notAHeader),
        crowd("five-passphrases", "five slots with passphrases", [2, 3, 4, 5], .notAHeader),
        Vector("slot", "zero", "the only slot is zero", .notAHeader) {
            try $0.header { $0.replaceSubrange(first..<(first + length), with: Array(repeating: 0, count: length)) }
        },
    ]

    /// Sealed by a holder of passphrase and key, but for another place: bytes of the associated data.
    private static func misplaced(_ name: String, _ fault: String, _ byte: Int) -> Vector {
        Vector("slot", "aad-\(name)", "sealed for \(fault)", .wrongPassphrase) { bench in
            try bench.header(isPinned: true) { header, vaultKey in
                var header = header
                header.slots = [try sealed(header.slots[0], vaultKey, in: header) { $0[byte] ^= 1 }]
                try VaultKeys.finish(&header, witness: try SampleKeys.shared.unlock().witness, vaultKey: vaultKey)
                return header
            }
        }
    }

    private static let holder: [Vector] = [
        misplaced("purpose", "another purpose", 3), misplaced("vault-id", "another vault", 4),
        misplaced("epoch", "another epoch", 20), misplaced("id", "another slot", 24),
        misplaced("kind", "another kind", 28), misplaced("flags", "other flags", 29),
        misplaced("memory", "other memory", 32),
        misplaced("passes", "other passes", 36), misplaced("salt", "another salt", 40),
        misplaced("created", "another moment", 56),
        Vector(
            "slot", "other-key", "it wraps another vault key, under which the header's MAC is sound",
            .damaged(.manifest)
        ) { bench in
            try bench.header(isPinned: true) { header, _ in
                let other = try SecretBytes(randomCount: 32)
                var header = header
                header.slots = [try sealed(header.slots[0], other, in: header)]
                try VaultKeys.finish(&header, witness: try SampleKeys.shared.unlock().witness, vaultKey: other)
                return header
            }
        },
    ]

    /// The slot with `vaultKey` sealed into it anew, its associated data changed at will.
    static func sealed(
        _ slot: KeySlot, _ vaultKey: borrowing SecretBytes, in header: VaultHeader,
        _ change: (inout [UInt8]) -> Void = { _ in }
    ) throws -> KeySlot {
        var slot = slot
        var place = slot.associatedData(vaultID: header.vaultID, epoch: header.epoch)
        change(&place)
        let wrapping = try VectorBook.wrappingKey(of: slot)
        slot.sealedKey = unsafe try vaultKey.withUnsafeBytes { bytes in
            unsafe try Seal(.slot, padding: .fixed).seal(
                bytes, associatedData: place, record: UInt64(slot.id), key: wrapping)
        }
        return slot
    }
}
