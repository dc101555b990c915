import CSodium
import FoundationEssentials
import Testing

@testable import VaultCrypto

/// Our own format, frozen: the expected bytes were computed from the format's description by a separate Python program
/// (hashlib for BLAKE2b, PyNaCl for XChaCha20-Poly1305, argon2-cffi for Argon2id), not by this code.
///
/// A test that fails here means that released vaults would no longer open.
@Suite struct FrozenVectorTests {
    static let vaultID = UUID(uuid: (16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31))
    static let nonce = Array(UInt8(0x40)...0x57)
    static let place = SealContext(
        vaultID: vaultID,
        epoch: 7,
        place: .init(table: 1, column: 1),
        record: 0x0102_0304_0506_0708,
        version: 0x1112_1314_1516_1718,
        schema: 1
    )

    @Test func associatedData() {
        #expect(
            Self.place.associatedData
                == hex(
                    "50563152" + "101112131415161718191a1b1c1d1e1f" + "07000000" + "01" + "01" + "0807060504030201"
                        + "1817161514131211" + "0100"
                )
        )
    }

    struct Box: Sendable, CustomTestStringConvertible {
        let purpose: Seal.Purpose
        let padding: Padding
        let plaintext: [UInt8]
        let length: Int
        /// The commitment and the first 16 bytes of ciphertext.
        let start: String
        let tag: String
        let sha256: String

        var testDescription: String { "\(purpose.rawValue), \(length) bytes" }
    }

    static let boxes = [
        Box(
            purpose: .record,
            padding: .record,
            plaintext: Array("partner".utf8),
            length: 584,
            start: "6af74862970466b170b97422eca49a64561885c7368716089ec2e19957d9a7c58cf61ce1bf9f7b3c6a07e0ca"
                + "b4c7b74c",
            tag: "0b4eb5273fe5e27697bb1ede631244fa",
            sha256: "5408581f58f5f2960bf33ac39013318db882b7e2b9f93375e914199722912961"
        ),
        Box(
            purpose: .record,
            padding: .index,
            plaintext: Array("12345678".utf8),
            length: 88,
            start: "6af74862970466b170b97422eca49a64561885c7368716089ec2e19957d9a7c5cda55da1e4cc3e84ea07e0ca"
                + "b4c7b74c",
            tag: "09c1915cf5f185e7fe01f849bba478dd",
            sha256: "1e3d8309141bfd246af9753e1966b1d9e6a145b75792e5ec382b9e42af3828c3"
        ),
        Box(
            purpose: .slot,
            padding: .fixed,
            plaintext: Array(UInt8(0)...31),
            length: 104,
            start: "199ac9c9ee40f0b09e7ac14aa46374de58f6654c5204ec93b08eb6c301f7cf89d8c4257f0e08233fd28b6c3d"
                + "d3ace72f",
            tag: "8bae5750bd9761e88f505138007df6df",
            sha256: "b2bfc72c335c98ef39f6a0f560d43dba44c889cdc8619e58279533f233fa4607"
        ),
        Box(
            purpose: .witnessKey,
            padding: .fixed,
            plaintext: Array(repeating: 0, count: 32),
            length: 104,
            start: "bcfbe04447b73c76917891bd626b9195c449504277a005387f580d98548a277a0c52a087fe3455d133621201"
                + "1cf9621e",
            tag: "6c1f0b21255078accbbddd0d05f730f0",
            sha256: "52b0d774b570f91d56bc7a1e700c2445e5972cd9f7b49ed9877d7aa8824512e9"
        ),
        Box(
            purpose: .audit,
            padding: .record,
            plaintext: [],
            length: 584,
            start: "30d44dd1f471b2b11477438e55cc001ee5682d7ca006f7a9280bbfd782b0d0efa86cad4cc05e0587f06c0795"
                + "77a592af",
            tag: "e37089bd361ac738dbb64d17e3807be6",
            sha256: "05bf36e7d01962fd231bcf45845e301b98baae4fbdd3f8a9c3aa8be4b30f60b9"
        ),
        Box(
            purpose: .token,
            padding: .record,
            plaintext: Array(repeating: 0x74, count: 511),
            length: 584,
            start: "3a1fcc1ac62ba20a58a8796b93078ef00ef6365bd70215ebd0e16595fb986495c4723ffdbfdb9f2bb85f7c89"
                + "1b1af048",
            tag: "76d06ec67731a42cf4012d1dc5b710c3",
            sha256: "b8b1cb2ca001b8f287e9b8ec2300681cf40ff5af6bf0e3a16d140edc5d14c2ea"
        ),
    ]

    @Test(arguments: boxes)
    func box(_ expected: Box) throws {
        let key = try secret(Array(UInt8(0)...31))
        let seal = Seal(expected.purpose, padding: expected.padding)
        let box = unsafe try expected.plaintext.withUnsafeBytes { plaintext in
            unsafe try seal.seal(
                plaintext,
                associatedData: Self.place.associatedData,
                record: Self.place.record,
                key: key,
                nonce: Self.nonce
            )
        }
        #expect(box.count == expected.length)
        #expect(Array(box.prefix(72)) == Self.nonce + hex(expected.start))
        #expect(Array(box.suffix(16)) == hex(expected.tag))
        var digest = [UInt8](repeating: 0, count: 32)
        unsafe crypto_hash_sha256(&digest, box, UInt64(box.count))
        #expect(digest == hex(expected.sha256))
    }

    /// `crypto_kdf` with each context, from the vault key 20…3f.
    @Test(arguments: [
        ("pvrecord", 1, "7654df9cea600117c863c03451b76d2764448ace8c228af3d06745ea99e363c6"),
        ("pvindex_", 2, "3097a506e33ab5bd1607c3688e320182dafabb974e57c83d7a8bd3aef734baed"),
        ("pvheader", 3, "4675dfcf4cdb2c7adbe918ad695cc6342c3f449f88ebb474c1c538b69735c56c"),
        ("pvmanif_", 4, "d411087758bbde4f83951de365b3168ba91519e64af3a0c14ce3cdf86c20e899"),
        ("pvbackup", 5, "08644ad278ff96c012be6f5f656bbff41bf6eb770b36f5c85b7e0028eec1091a"),
        ("pvaudit_", 6, "1d6809952c16ee32882c4364070db5b84271705a2329a875334ae2677e9d8230"),
        ("pvwitns_", 7, "3a454ce4125fb18c8d105736922267b69e6f204b007937106eec013ef2135505"),
    ])
    func subkey(context: String, number: UInt64, expected: String) {
        var key = [UInt8](repeating: 0, count: 32)
        #expect(unsafe crypto_kdf_derive_from_key(&key, 32, number, context, Array(UInt8(0x20)...0x3F)) == 0)
        #expect(key == hex(expected))
    }

    /// Which subkey is used for what: opened from a whole header that was computed elsewhere.
    @Test(arguments: [KeySlot.Kind.passphrase, .passphraseAndKeyFile])
    func header(kind: KeySlot.Kind) throws {
        let bytes = try Self.headerBytes(kind)
        let header = try VaultHeader(bytes, newestSchema: 1)
        #expect(header.bytes == bytes)
        #expect(header.vaultID == Self.vaultID)
        #expect(header.epoch == 3)
        #expect(header.slots.map(\.kind) == [kind])
        #expect(header.slots.first?.created == 1_800_000_000)
        let passphrase = try secret("correct horse battery staple")
        let keys: VaultKeys
        switch kind {
        case .passphraseAndKeyFile:
            keys = try KeyRing.open(header, with: .passphrase(Passphrase(passphrase, keyFile: try secret("key file"))))
        case .passphrase, .recoveryKey, .recipient:
            keys = try KeyRing.open(header, with: .passphrase(Passphrase(passphrase)))
        }
        #expect(keys.slot == 1)
        #expect(keys.witness.exposed() == Array(UInt8(0xC0)...0xDF))
        #expect(
            keys.records.exposed() == hex("7654df9cea600117c863c03451b76d2764448ace8c228af3d06745ea99e363c6")
        )
        #expect(
            keys.blindIndex.exposed() == hex("3097a506e33ab5bd1607c3688e320182dafabb974e57c83d7a8bd3aef734baed")
        )
        #expect(keys.header.exposed() == hex("4675dfcf4cdb2c7adbe918ad695cc6342c3f449f88ebb474c1c538b69735c56c"))
        #expect(
            keys.manifest.exposed() == hex("d411087758bbde4f83951de365b3168ba91519e64af3a0c14ce3cdf86c20e899")
        )
        #expect(keys.audit.exposed() == hex("1d6809952c16ee32882c4364070db5b84271705a2329a875334ae2677e9d8230"))
    }

    /// A header with one slot of the given kind, 64 MiB and two passes.
    static func headerBytes(_ kind: KeySlot.Kind) throws -> [UInt8] {
        let (start, mac) = try #require(headers[kind])
        let used = hex(start)
        return used + [UInt8](repeating: 0, count: VaultHeader.length - 32 - used.count) + hex(mac)
    }

    private static let headers: [KeySlot.Kind: (start: String, mac: String)] = [
        .passphrase: (
            "505641554c540d0a01000100101112131415161718191a1b1c1d1e1f03000000404142434445464748494a4b"
                + "4c4d4e4f505152535455565700f3e1e879cb5683f5a53219af1cd9dbcf6915fa2d6638a2fb7baa6dd1508196"
                + "ead341efa7c76ed438c0a07ac12eb78d974589f818e575c6f9c86fe0652f59ede6cb9c732a73d4be40db2d71"
                + "b4f4c9a50100000001000000010000004000000002000000a0a1a2a3a4a5a6a7a8a9aaabacadaeaf00d2496b"
                + "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
                + "000000000000000000000000000000000000000000000000404142434445464748494a4b4c4d4e4f50515253"
                + "54555657b19041ef400c5e29984e3a38c62d75e135b74b6813d7acc161b6c89e298f4a674132b5c83403b94f"
                + "f5521ea67fdc065f19643f8289afb8d21832d585e89fb15814cd81a361da2957af586753927bb12c00000000",
            "9e8b76cd609e6db80114d02d761ffe4cd0b1dc58728b6f2fce08769749feb659"
        ),
        .passphraseAndKeyFile: (
            "505641554c540d0a01000100101112131415161718191a1b1c1d1e1f03000000404142434445464748494a4b"
                + "4c4d4e4f505152535455565700f3e1e879cb5683f5a53219af1cd9dbcf6915fa2d6638a2fb7baa6dd1508196"
                + "ead341efa7c76ed438c0a07ac12eb78d974589f818e575c6f9c86fe0652f59ede6cb9c732a73d4be40db2d71"
                + "b4f4c9a50100000001000000020000004000000002000000a0a1a2a3a4a5a6a7a8a9aaabacadaeaf00d2496b"
                + "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
                + "000000000000000000000000000000000000000000000000404142434445464748494a4b4c4d4e4f50515253"
                + "5455565798fdfbb5f49649aeee855c47dcf9907d7d09b351826d219cb8368e44724a3417aada21cf5900650e"
                + "1f898bd4f76a7caa3da36d4c41659976da1b00c928dcb497bbec5e80c006d7996580f6df1bb7d94b00000000",
            "a58b9728047745f01e67055c1e2823f2118f8797e617ea3e0c07725fcd6cb6a7"
        ),
    ]
}
