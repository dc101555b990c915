import CSodium
import Testing

@testable import VaultCrypto

/// XChaCha20-Poly1305 alone opens one ciphertext under two keys if it was made for that. Ours does not.
///
/// The ciphertext's two blocks solve two linear equations modulo 2^130 - 5, one per key, so that both Poly1305 tags are
/// the same 16 bytes.
@Suite struct CommitmentTests {
    static let nonce = Array(UInt8(0x40)...0x57)
    static let associatedData = Array("PV1S-collision!!".utf8)
    static let ciphertext = hex(
        "856c7d6bf954d4e8d72e4d1d414ff8776b1dcb22cef65364d8f208e7ba2b0adb" + "d090c2603de74d337476d058efb95919"
    )

    /// Two sealing keys; the AEAD key and the commitment that each derives at this nonce and place.
    struct Holder: Sendable {
        let key: [UInt8]
        let derived: String
        let commitment: String
    }

    static let first = Holder(
        key: Array(repeating: 0xA1, count: 32),
        derived: "b893063265454850d2dcb598802dc607ff307db6ee77c95c62c2153d350d1833",
        commitment: "7d996140b2a0550020f3977445cd9a35d433e2c321292528f876213392f82962"
    )
    static let second = Holder(
        key: Array(repeating: 0xB2, count: 32),
        derived: "685df958363faafe5e801d7297de078f20f72ed4e01f482ca92cfee9ab84df2c",
        commitment: "8359194532219a48b526b54476476c21259e3a145651904f7c18ec65ba5bed62"
    )

    /// The control: without the commitment both keys open it, to different plaintexts.
    @Test func plainAEADOpensUnderBothKeys() {
        let plaintexts = [Self.first, Self.second].map { holder in
            var plaintext = [UInt8](repeating: 0, count: 32)
            let result = unsafe crypto_aead_xchacha20poly1305_ietf_decrypt(
                &plaintext,
                nil,
                nil,
                Self.ciphertext,
                UInt64(Self.ciphertext.count),
                Self.associatedData,
                UInt64(Self.associatedData.count),
                Self.nonce,
                hex(holder.derived)
            )
            #expect(result == 0)
            return plaintext
        }
        #expect(plaintexts[0] != plaintexts[1])
    }

    /// With one holder's commitment it opens for that holder alone; there is no box that opens for both.
    @Test(arguments: [(first, second), (second, first)])
    func oursOpensUnderOneKeyOnly(owner: Holder, other: Holder) throws {
        let box = Self.nonce + hex(owner.commitment) + Self.ciphertext
        let opened = try open(box, owner.key)
        #expect(opened.count == 32)
        #expect(throws: SealError.damaged) { try open(box, other.key) }
    }

    @Test(arguments: [[UInt8](repeating: 0, count: 32), Array(repeating: 0xFF, count: 32)])
    func oursOpensUnderNeitherKeyWithAnotherCommitment(commitment: [UInt8]) throws {
        let box = Self.nonce + commitment + Self.ciphertext
        #expect(throws: SealError.damaged) { try open(box, Self.first.key) }
        #expect(throws: SealError.damaged) { try open(box, Self.second.key) }
    }

    private func open(_ box: [UInt8], _ key: [UInt8]) throws -> [UInt8] {
        let key = try secret(key)
        return unsafe try box.withUnsafeBytes { box in
            unsafe try Seal(.slot, padding: .fixed).open(
                box,
                associatedData: Self.associatedData,
                record: 1,
                key: key
            )
        }
    }
}
