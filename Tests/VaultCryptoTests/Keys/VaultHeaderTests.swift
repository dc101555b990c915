import TestThreads
import Testing

@testable import VaultCrypto

/// What is refused about a header before any key is tried.
@Suite(.onOwnThreads) struct VaultHeaderTests {
    static let slot = 8 + 2 + 2 + 16 + 4 + VaultHeader.sealedWitnessKeyLength + 4

    @Test func theLayoutIsFrozen() {
        #expect(VaultHeader.length == 3500)
        #expect(KeySlot.length == 208)
        #expect(Self.slot == 140)
    }

    @Test func everyTruncationIsRefused() throws {
        let bytes = try FrozenVectorTests.headerBytes(.passphrase)
        for length in 0..<bytes.count {
            #expect(throws: KeyError.notAHeader) {
                try VaultHeader(Array(bytes.prefix(length)), newestSchema: 1)
            }
        }
        #expect(throws: KeyError.notAHeader) { try VaultHeader(bytes + [0], newestSchema: 1) }
    }

    struct Bomb: Sendable {
        let offset: Int
        let bytes: [UInt8]
        let error: KeyError
    }

    @Test(arguments: [
        Bomb(offset: 0, bytes: [0], error: .notAHeader),
        Bomb(offset: 8, bytes: [2, 0], error: .tooNew(found: 2)),
        Bomb(offset: 8, bytes: [0, 0], error: .notAHeader),
        Bomb(offset: 10, bytes: [0xFF, 0xFF], error: .tooNew(found: 0xFFFF)),
        Bomb(offset: 10, bytes: [0, 0], error: .notAHeader),
        // Slot counts.
        Bomb(offset: 136, bytes: [0, 0, 0, 0], error: .notAHeader),
        Bomb(offset: 136, bytes: [2, 0, 0, 0], error: .notAHeader),
        Bomb(offset: 136, bytes: [17, 0, 0, 0], error: .notAHeader),
        Bomb(offset: 136, bytes: [0xFF, 0xFF, 0xFF, 0xFF], error: .notAHeader),
        // Slot kinds.
        Bomb(offset: slot + 4, bytes: [0], error: .notAHeader),
        Bomb(offset: slot + 4, bytes: [5], error: .notAHeader),
        Bomb(offset: slot + 4, bytes: [3], error: .costOutOfBounds),
        // A flag and bytes that mean nothing; public keys of a slot that has none.
        Bomb(offset: slot + 5, bytes: [2], error: .notAHeader),
        Bomb(offset: slot + 6, bytes: [1], error: .notAHeader),
        Bomb(offset: slot + 40, bytes: [1], error: .notAHeader),
        Bomb(offset: slot + 72, bytes: [1], error: .notAHeader),
        // Costs: nothing is derived by them, whatever the passphrase.
        Bomb(offset: slot + 8, bytes: [0xFF, 0xFF, 0xFF, 0xFF], error: .costOutOfBounds),
        Bomb(offset: slot + 8, bytes: [0x01, 0x04, 0, 0], error: .costOutOfBounds),
        Bomb(offset: slot + 8, bytes: [63, 0, 0, 0], error: .costOutOfBounds),
        Bomb(offset: slot + 8, bytes: [0, 0, 0, 0], error: .costOutOfBounds),
        Bomb(offset: slot + 12, bytes: [0xFF, 0xFF, 0xFF, 0xFF], error: .costOutOfBounds),
        Bomb(offset: slot + 12, bytes: [17, 0, 0, 0], error: .costOutOfBounds),
        Bomb(offset: slot + 12, bytes: [1, 0, 0, 0], error: .costOutOfBounds),
        // A slot that is said not to exist.
        Bomb(offset: slot + 208 + 100, bytes: [1], error: .notAHeader),
    ])
    func absurdHeadersAreRefused(_ bomb: Bomb) throws {
        var bytes = try FrozenVectorTests.headerBytes(.passphrase)
        bytes.replaceSubrange(bomb.offset..<(bomb.offset + bomb.bytes.count), with: bomb.bytes)
        #expect(throws: bomb.error) { try VaultHeader(bytes, newestSchema: 1) }
    }

    /// Whatever is flipped, a header is refused with an error of ours, or reads back to the same bytes.
    @Test func everyFlippedBitIsRefusedOrKept() throws {
        let mac = try VaultHeader(try FrozenVectorTests.headerBytes(.passphrase), newestSchema: 1).mac
        let bytes = try FrozenVectorTests.headerBytes(.passphrase)
        var refused = 0
        for bit in 0..<(bytes.count * 8) {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << (bit % 8)
            do throws(KeyError) {
                let header = try VaultHeader(flipped, newestSchema: 1)
                #expect(header.bytes == flipped)
                #expect(header.mac.matches(mac) == (bit / 8 < VaultHeader.length - 32))
            } catch {
                refused += 1
            }
        }
        // At least magic, versions, slot count and the 15 empty slots.
        #expect(refused > (8 + 2 + 2 + 15 * 208) * 8)
    }

    @Test func atMostFourPassphrasesAndNoSlotTwice() throws {
        let slots = (1...5).map { number in
            var slot = KeySlot(
                id: UInt32(number),
                kind: number % 2 == 0 ? .passphrase : .passphraseAndKeyFile,
                cost: .usual,
                salt: [UInt8](repeating: 0, count: 16),
                created: 0
            )
            slot.sealedKey = [UInt8](repeating: 0, count: KeySlot.sealedKeyLength)
            return slot
        }
        #expect(throws: KeyError.notAHeader) { try VaultHeader(try bytes(of: slots), newestSchema: 1) }
        #expect(try VaultHeader(try bytes(of: Array(slots.prefix(4))), newestSchema: 1).slots.count == 4)
        #expect(throws: KeyError.notAHeader) {
            try VaultHeader(try bytes(of: [slots[0], slots[0]]), newestSchema: 1)
        }
    }

    private func bytes(of slots: [KeySlot]) throws -> [UInt8] {
        VaultHeader(
            schema: 1,
            vaultID: FrozenVectorTests.vaultID,
            epoch: 1,
            sealedWitnessKey: [UInt8](repeating: 0, count: VaultHeader.sealedWitnessKeyLength),
            slots: slots
        ).bytes
    }
}
