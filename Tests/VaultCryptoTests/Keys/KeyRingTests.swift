import Foundation
import TestThreads
import Testing

@testable import VaultCrypto

@Suite(.onOwnThreads) struct KeyRingTests {
    static let passphrase = "correct horse battery staple"

    @Test func whatIsMadeOpens() throws {
        let made = try KeyRing.create(
            schema: 1,
            with: NewPassphrase(
                Passphrase(try secret("one")), cost: try DerivationCost(memoryMiB: 64, passes: 2), isCostChosen: true),
            at: Date(timeIntervalSince1970: 1_800_000_000)
        )
        let header = try VaultHeader(made.header.bytes, newestSchema: 1)
        let keys = try KeyRing.open(header, with: .passphrase(Passphrase(try secret("one"))))
        #expect(keys.records.exposed() == made.keys.records.exposed())
        #expect(keys.witness.exposed() == made.keys.witness.exposed())
        #expect(keys.vaultID == made.keys.vaultID)
        #expect(header.slots.first?.created == 1_800_000_000)
    }

    @Test func aKeyFileIsPartOfTheKey() throws {
        let made = try KeyRing.create(
            schema: 1,
            with: NewPassphrase(
                Passphrase(try secret("one"), keyFile: try secret("file")),
                cost: try DerivationCost(memoryMiB: 64, passes: 2),
                isCostChosen: true
            ),
            at: Date(timeIntervalSince1970: 0)
        )
        #expect(made.header.needsKeyFile)
        let keys = try KeyRing.open(
            made.header, with: .passphrase(Passphrase(try secret("one"), keyFile: try secret("file"))))
        #expect(keys.records.exposed() == made.keys.records.exposed())
        #expect(throws: KeyError.keyFileNeeded) {
            _ = try KeyRing.open(made.header, with: .passphrase(Passphrase(try secret("one"))))
        }
        #expect(throws: KeyError.noSlotOpened) {
            _ = try KeyRing.open(
                made.header, with: .passphrase(Passphrase(try secret("one"), keyFile: try secret("filf"))))
        }
        #expect(throws: KeyError.noSlotOpened) {
            _ = try KeyRing.open(
                made.header, with: .passphrase(Passphrase(try secret("two"), keyFile: try secret("file"))))
        }
    }

    @Test(arguments: ["", "correct horse battery stapl", "Correct horse battery staple", passphrase + "\n"])
    func aMistypedPassphraseOpensNothing(passphrase: String) throws {
        let header = try VaultHeader(try FrozenVectorTests.headerBytes(.passphrase), newestSchema: 1)
        #expect(throws: KeyError.noSlotOpened) {
            _ = try KeyRing.open(header, with: .passphrase(Passphrase(try secret(passphrase))))
        }
    }

    @Test func aKeyFileDoesNotOpenASlotWithoutOne() throws {
        let header = try VaultHeader(try FrozenVectorTests.headerBytes(.passphrase), newestSchema: 1)
        #expect(throws: KeyError.noSlotOpened) {
            _ = try KeyRing.open(
                header, with: .passphrase(Passphrase(try secret(Self.passphrase), keyFile: try secret(""))))
        }
    }

    /// A byte of each field: what the slot's own sealing covers is a slot that does not open, the rest is a header that
    /// was changed.
    @Test(arguments: [
        (12, KeyError.noSlotOpened), (28, .noSlotOpened),
        (32, .headerDamaged), (135, .headerDamaged),
        (140, .noSlotOpened), (145, .noSlotOpened), (148, .noSlotOpened), (152, .noSlotOpened), (156, .noSlotOpened),
        (171, .noSlotOpened), (172, .noSlotOpened), (244, .noSlotOpened), (268, .noSlotOpened), (300, .noSlotOpened),
        (347, .noSlotOpened),
        (3468, .headerDamaged), (3499, .headerDamaged),
    ])
    func aChangedFieldIsNamed(offset: Int, error: KeyError) throws {
        var bytes = try FrozenVectorTests.headerBytes(.passphrase)
        // Stays within the bounds of the costs.
        bytes[offset] ^= 1
        let header = try VaultHeader(bytes, newestSchema: 1)
        #expect(throws: error) {
            _ = try KeyRing.open(header, with: .passphrase(Passphrase(try secret(Self.passphrase))))
        }
    }

    @Test func aSlotOfAnotherVaultIsRefused() throws {
        var bytes = try FrozenVectorTests.headerBytes(.passphrase)
        let other = try KeyRing.create(
            schema: 1,
            with: NewPassphrase(
                Passphrase(try secret(Self.passphrase)), cost: try DerivationCost(memoryMiB: 64, passes: 2),
                isCostChosen: true),
            at: Date(timeIntervalSince1970: 0)
        )
        bytes.replaceSubrange(140..<348, with: other.header.bytes[140..<348])
        let header = try VaultHeader(bytes, newestSchema: 1)
        #expect(throws: KeyError.noSlotOpened) {
            _ = try KeyRing.open(header, with: .passphrase(Passphrase(try secret(Self.passphrase))))
        }
    }

    /// A slot that opens does not vouch for the slots beside it.
    @Test func aPlantedSlotIsFoundByTheMAC() throws {
        var header = try VaultHeader(try FrozenVectorTests.headerBytes(.passphrase), newestSchema: 1)
        var planted = KeySlot(
            id: 2,
            kind: .recoveryKey,
            cost: nil,
            salt: [UInt8](repeating: 0, count: 16),
            created: 0
        )
        planted.sealedKey = [UInt8](repeating: 7, count: KeySlot.sealedKeyLength)
        header.slots.append(planted)
        let read = try VaultHeader(header.bytes, newestSchema: 1)
        #expect(throws: KeyError.headerDamaged) {
            _ = try KeyRing.open(read, with: .passphrase(Passphrase(try secret(Self.passphrase))))
        }
    }
}
