import CSodium
import Foundation
import Testing

@testable import VaultCrypto

/// A key slot whose box plain XChaCha20-Poly1305 would open under two passphrases, each to a vault key of its own.
@Suite struct SlotCommitmentTests {
    private static let passphrases = ["the first passphrase", "the second passphrase"]
    private static let made = Result { try TwoKeySlot(passphrases) }

    /// The control: without the commitment both passphrases open it, to different vault keys.
    @Test func plainAEADOpensUnderBothPassphrases() throws {
        let slot = try Self.made.get()
        #expect(slot.vaultKeys.allSatisfy { $0 != nil })
        #expect(slot.vaultKeys[0] != slot.vaultKeys[1])
        #expect(slot.commitments[0] != slot.commitments[1])
    }

    /// With one passphrase's commitment, and a header that its vault key vouches for, the other opens nothing.
    @Test(arguments: [0, 1])
    func oursOpensUnderOnePassphraseOnly(owner: Int) throws {
        let slot = try Self.made.get()
        let header = try slot.header(committedTo: slot.commitments[owner], vouchedForBy: owner)
        let keys = try KeyRing.open(header, with: .passphrase(Passphrase(try secret(Self.passphrases[owner]))))
        #expect(keys.slot == 1)
        #expect(throws: KeyError.noSlotOpened) {
            _ = try KeyRing.open(
                header, with: .passphrase(Passphrase(try secret(Self.passphrases[1 - owner]))))
        }
    }

    @Test func oursOpensUnderNeitherWithAnotherCommitment() throws {
        let slot = try Self.made.get()
        let mixed = Array(slot.commitments[0].prefix(16) + slot.commitments[1].suffix(16))
        let header = try slot.header(committedTo: mixed, vouchedForBy: 0)
        for passphrase in Self.passphrases {
            #expect(throws: KeyError.noSlotOpened) {
                _ = try KeyRing.open(header, with: .passphrase(Passphrase(try secret(passphrase))))
            }
        }
    }
}

/// The slot, made with nothing of the product but Argon2id and the bytes that its sealing authenticates.
private struct TwoKeySlot {
    private let empty: VaultHeader
    private let slot: KeySlot
    private let ciphertext: TwoKeyCiphertext
    let commitments: [[UInt8]]
    /// What each passphrase opens it to, without the commitment.
    let vaultKeys: [[UInt8]?]

    init(_ passphrases: [String]) throws {
        let cost = try DerivationCost(memoryMiB: 64, passes: 2)
        let slot = KeySlot(id: 1, kind: .passphrase, cost: cost, salt: Array(1...16), created: 1_800_000_000)
        let header = VaultHeader(schema: 1, vaultID: UUID(), epoch: 1, sealedWitnessKey: [], slots: [])
        let place = slot.associatedData(vaultID: header.vaultID, epoch: header.epoch)
        let derived = try passphrases.map { passphrase in
            let wrapping = try cost.derive(try secret(passphrase), salt: slot.salt)
            return Self.derive(wrapping.exposed(), place)
        }
        let keys = derived.map { Array($0[..<32]) }
        let ciphertext = try #require(TwoKeyCiphertext(keys: (keys[0], keys[1]), associatedData: place))
        commitments = derived.map { Array($0[32...]) }
        vaultKeys = keys.map { ciphertext.plaintext(under: $0, place) }
        (empty, self.slot, self.ciphertext) = (header, slot, ciphertext)
    }

    /// A header with the slot under one commitment, its MAC made with one of the two vault keys.
    func header(committedTo commitment: [UInt8], vouchedForBy owner: Int) throws -> VaultHeader {
        var header = empty
        var slot = slot
        slot.sealedKey = TwoKeyCiphertext.nonce + commitment + ciphertext.bytes
        header.slots = [slot]
        try VaultKeys.finish(
            &header, witness: try SecretBytes(randomCount: 32), vaultKey: try secret(try #require(vaultKeys[owner])))
        return header
    }

    /// AEAD key and commitment, as docs/format.md gives them.
    private static func derive(_ wrapping: [UInt8], _ place: [UInt8]) -> [UInt8] {
        var okm = [UInt8](repeating: 0, count: 64)
        let input = TwoKeyCiphertext.nonce + place
        let salt: [UInt8] = [1] + Array(repeating: 0, count: 15)
        let personal = Array("pv1 slot".utf8) + Array(repeating: 0, count: 8)
        _ = unsafe crypto_generichash_blake2b_salt_personal(
            &okm, 64, input, UInt64(input.count), wrapping, wrapping.count, salt, personal)
        return okm
    }
}
