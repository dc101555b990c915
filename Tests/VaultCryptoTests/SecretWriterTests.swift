import Testing
import VaultCrypto

@Suite("Secrets that are put together, and base64 in locked memory")
struct SecretWriterTests {
    static func bytes(_ secret: borrowing SecretBytes) -> [UInt8] {
        // Copied while they are lent.
        unsafe secret.withUnsafeBytes { unsafe Array($0) }
    }

    static func secret(_ bytes: [UInt8]) throws -> SecretBytes {
        var copy = bytes
        return try SecretBytes(moving: &copy)
    }

    @Test("Parts stand in the order they came, whatever kind they are")
    func parts() throws {
        var writer = try SecretWriter(capacity: 1)
        try writer.append(7 as UInt8)
        try writer.append("é")
        try writer.append([1, 2])
        try writer.append(0x0102_0304 as UInt32)
        try Self.secret([0xff, 0xfe]).withSpan { bytes throws(SecretMemoryError) in try writer.append(bytes) }
        try Self.secret([0xff, 0xef, 0xbe]).withSpan { bytes throws(SecretMemoryError) in
            try writer.appendBase64URL(bytes)
        }
        try writer.append(UInt8(ascii: "."))
        let expected: [UInt8] = [7, 0xc3, 0xa9, 1, 2, 4, 3, 2, 1, 0xff, 0xfe] + Array("_---.".utf8)
        let written = try writer.finish()
        #expect(Self.bytes(written) == expected)
    }

    @Test(
        "RFC 4648's examples, without padding",
        arguments: [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE")]
    )
    func encoding(plain: String, text: String) throws {
        let secret = try Self.secret(Array(plain.utf8))
        let encoded = try secret.base64URL()
        #expect(Self.bytes(encoded) == Array(text.utf8))
        let back = try encoded.withSpan { try SecretBytes(base64: $0, url: true) }
        #expect(Self.bytes(back) == Array(plain.utf8))
    }

    @Test(
        "What PEM may hold, and what it may not",
        arguments: [
            ("Zm9v", "foo"), ("\r\nZm9v\r\nYmE=\r\n", "fooba"), (" Z m 8\t= \n", "fo"), ("", ""), ("Zm8", nil),
            ("Zm8==", nil), ("Zm9=", nil), ("Zm9v!", nil), ("Zm9v-", nil), ("Zm\u{e9}v", nil), ("Zm8=Zm8=", nil),
        ] as [(String, String?)]
    )
    func pem(text: String, plain: String?) throws {
        let secret = try Self.secret(Array(text.utf8))
        if let plain {
            let decoded = try secret.withSpan { try SecretBytes(base64: $0, url: false) }
            #expect(Self.bytes(decoded) == Array(plain.utf8))
        } else {
            #expect(throws: SecretBase64Error.malformed) {
                _ = try secret.withSpan { try SecretBytes(base64: $0, url: false) }
            }
        }
    }

    @Test("Base64url has no padding, other letters or white space", arguments: ["Zg==", "Zm+v", "Zm9v\n", "Zh"])
    func strict(text: String) throws {
        let secret = try Self.secret(Array(text.utf8))
        #expect(throws: SecretBase64Error.malformed) {
            _ = try secret.withSpan { try SecretBytes(base64: $0, url: true) }
        }
    }

    @Test("An array that was taken over holds zeros")
    func moved() throws {
        var bytes: [UInt8] = [1, 2, 3]
        let secret = try SecretBytes(moving: &bytes)
        #expect(bytes == [0, 0, 0])
        #expect(Self.bytes(secret) == [1, 2, 3])
    }
}
