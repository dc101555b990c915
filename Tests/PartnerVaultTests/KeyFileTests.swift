import Testing
import VaultCrypto

@Suite("A key file")
struct KeyFileTests {
    private func secret(_ text: String) throws -> SecretBytes {
        let bytes = Array(text.utf8)
        return unsafe try SecretBytes(count: bytes.count) { unsafe $0.copyBytes(from: bytes) }
    }

    private func text(_ secret: borrowing SecretBytes) -> String {
        unsafe secret.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
    }

    @Test("is one line, never twice the same, and reads back as one key")
    func roundTrip() throws {
        let line = try KeyFile.newLine()
        let other = try KeyFile.newLine()
        let written = text(line)
        #expect(written.wholeMatch(of: /partner-vault key file 1: [A-Za-z0-9_-]{43}\n/) != nil)
        #expect(written != text(other))
        let key = try KeyFile.read(line)
        #expect(key.count == 32)
        let again = try KeyFile.read(try secret(String(written.dropLast())))
        let isSame = key.isIdentical(to: again)
        #expect(isSame)
        let windows = try KeyFile.read(try secret(written.dropLast() + "\r\n"))
        let isSameToo = key.isIdentical(to: windows)
        #expect(isSameToo)
    }

    @Test("holds these bytes")
    func known() throws {
        let line = try secret("partner-vault key file 1: " + String(repeating: "A", count: 42) + "E")
        let key = try KeyFile.read(line)
        let last = key.withSpan { unsafe $0.unsafeLoad(fromByteOffset: 31, as: UInt8.self) }
        #expect(last == 1)
    }

    @Test("is refused with a byte above 127 in it, which libsodium takes for a digit", arguments: 0x80...0xff)
    func noText(byte: Int) throws {
        let line =
            Array("partner-vault key file 1: ".utf8) + [UInt8(byte)] + Array(repeating: UInt8(ascii: "A"), count: 42)
        let secret = unsafe try SecretBytes(count: line.count) { out in unsafe out.copyBytes(from: line) }
        #expect(throws: KeyFileError.malformed) { _ = try KeyFile.read(secret) }
    }

    @Test(
        "is refused with one fault in it",
        arguments: [
            "", "partner-vault key file 1: ", "partner-vault key file 2: " + String(repeating: "A", count: 43),
            "partner-vault key file 1: " + String(repeating: "A", count: 42),
            "partner-vault key file 1: " + String(repeating: "A", count: 44),
            "partner-vault key file 1: " + String(repeating: "A", count: 43) + "\n\n",
            "partner-vault key file 1: " + String(repeating: "A", count: 42) + "+",
            "partner-vault key file 1: " + String(repeating: "A", count: 42) + "=",
            // Bits behind the last byte must be zero.
            "partner-vault key file 1: " + String(repeating: "A", count: 42) + "B",
            " partner-vault key file 1: " + String(repeating: "A", count: 43),
        ]
    )
    func malformed(text: String) throws {
        let line = try secret(text)
        var refused = false
        do { _ = try KeyFile.read(line) } catch is KeyFileError { refused = true }
        #expect(refused)
    }
}
