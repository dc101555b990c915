import CSodium
import Testing
import VaultCrypto

@testable import struct VaultCrypto.DerivationCost

/// That the system's libsodium computes what the standards publish: a vault must open on every machine.
@Suite struct PublishedVectorTests {
    /// draft-irtf-cfrg-xchacha-03, A.3.1.
    @Test func xChaCha20Poly1305() {
        let plaintext = Array(
            ("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
                + "sunscreen would be it.").utf8
        )
        let associatedData = hex("50515253c0c1c2c3c4c5c6c7")
        let key = Array(UInt8(0x80)...0x9F)
        let nonce = Array(UInt8(0x40)...0x57)
        let expected = hex(
            "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f"
                + "4eda7e39ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f"
                + "76b2383565d3fff921f9664c97637da9768812f615c68b13b52e"
                + "c0875924c1c7987947deafd8780acf49"
        )
        var box = [UInt8](repeating: 0, count: plaintext.count + 16)
        let result = unsafe crypto_aead_xchacha20poly1305_ietf_encrypt(
            &box,
            nil,
            plaintext,
            UInt64(plaintext.count),
            associatedData,
            UInt64(associatedData.count),
            nil,
            nonce,
            key
        )
        #expect(result == 0)
        #expect(box == expected)
    }

    /// RFC 7693, appendix A.
    @Test func blake2b() {
        var hash = [UInt8](repeating: 0, count: 64)
        let text = Array("abc".utf8)
        #expect(unsafe crypto_generichash_blake2b(&hash, 64, text, UInt64(text.count), nil, 0) == 0)
        let expected = hex(
            "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
                + "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923"
        )
        #expect(hash == expected)
    }

    /// blake2-kat.json of the reference implementation: key 00…3f, input 00…(count - 1).
    @Test(arguments: [
        (
            0,
            "10ebb67700b1868efb4417987acf4690ae9d972fb7a590c2f02871799aaa4786"
                + "b5e996e8f0f4eb981fc214b005f42d2ff4233499391653df7aefcbc13fc51568"
        ),
        (
            1,
            "961f6dd1e4dd30f63901690c512e78e4b45e4742ed197c3c5e45c549fd25f2e4"
                + "187b0bc9fe30492b16b0d0bc4ef9b0f34c7003fac09a5ef1532e69430234cebd"
        ),
        (
            255,
            "142709d62e28fcccd0af97fad0f8465b971e82201dc51070faa0372aa43e9248"
                + "4be1c1e73ba10906d5d1853db6a4106e0a7bf9800d373d6dee2d46d62ef2a461"
        ),
    ])
    func keyedBLAKE2b(count: Int, expected: String) {
        let input = (0..<count).map { UInt8($0) }
        let key = Array(UInt8(0)...63)
        var hash = [UInt8](repeating: 0, count: 64)
        #expect(unsafe crypto_generichash_blake2b(&hash, 64, input, UInt64(count), key, 64) == 0)
        #expect(hash == hex(expected))
    }

    /// The 32-byte form that roots, buckets and MACs use; checked against Python's hashlib.
    @Test func hash32() throws {
        let key = try secret(Array(UInt8(0)...31))
        #expect(
            hex(Hash32(of: [UInt8]())) == hex("0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8")
        )
        #expect(
            hex(Hash32(of: Array("abc".utf8), key: key))
                == hex("d63a32d3e44738d7907f964316c241adaba0abfeabc32349677578a15a203f7f")
        )
    }

    /// phc-winner-argon2, src/test.c: Argon2id version 1.3, one lane, 64 MiB, two passes.
    @Test func argon2idAsPublished() {
        let published = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
        #expect(unsafe crypto_pwhash_argon2id_str_verify(published, "password", 8) == 0)
        #expect(unsafe crypto_pwhash_argon2id_str_verify(published, "passwore", 8) != 0)
    }

    /// Our own entry, with the salts of 16 bytes that it takes; expected values from argon2-cffi, which wraps the
    /// reference implementation.
    @Test(arguments: [
        ("password", UInt32(2), "fc33b78139231d34b71626bd6245c1d72efa190ad605c3d8166a72adcedfa2c2"),
        ("password", 3, "7664ad4ba1a3c999fcdd0991ffc2270f78302d2383233db5e7befc85d1bb1819"),
        ("differentpassword", 2, "b2a645d33be125cd75f64b157793464041c0fd196b848a9f78508e1a0e5ce4c0"),
    ])
    func argon2id(passphrase: String, passes: UInt32, expected: String) throws {
        let cost = try DerivationCost(memoryMiB: 64, passes: passes)
        let derived = try cost.derive(try secret(passphrase), salt: Array("somesaltsomesalt".utf8))
        #expect(derived.exposed() == hex(expected))
    }
}
