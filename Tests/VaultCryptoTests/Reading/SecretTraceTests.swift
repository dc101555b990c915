import Foundation
import Testing
import VaultCrypto

@Suite("A trace of a secret")
struct SecretTraceTests {
    private static let secret = "C0n8Q~contoso-rYu3vZ1pLmK9xWqEtGbNhJdSaFo"

    private func found(_ text: String, of secret: String = secret) throws -> Bool {
        var bytes = Array(secret.utf8)
        let secret = try SecretBytes(moving: &bytes)
        var letters = Array(text.utf8)
        let whole = try SecretBytes(moving: &letters)
        return try whole.withSpan { text in try secret.leavesTrace(in: text) }
    }

    private static func hex(_ text: String) -> String {
        text.utf8.map { byte in String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }.joined()
    }

    private static let traces: [String] = {
        let percent = secret.utf8.map { "%" + hex(String(UnicodeScalar($0))) }.joined()
        var traces = [
            secret, "x\(secret)y", String(secret.dropFirst(9).prefix(8)), String(secret.suffix(8)), hex(secret),
            hex(secret).uppercased(), "0" + hex(secret), percent, secret.replacing("~", with: "%7e"),
            secret.map { "\($0)\n" }.joined(), secret.map { "\($0) " }.joined(),
        ]
        for prefix in ["", "a", "ab", "abc"] {
            let encoded = Data((prefix + secret).utf8).base64EncodedString()
            traces += [
                encoded, encoded.replacing("+", with: "-").replacing("/", with: "_"), "!" + encoded, "!!!" + encoded,
                String(encoded.dropFirst(5)), String(encoded.dropLast(3)),
            ]
        }
        return traces
    }()

    @Test("is found as it is, in base64, hexadecimal and percent encoding, cut, shifted and broken into lines")
    func found() throws {
        for trace in Self.traces {
            #expect(try found(trace), "\(trace)")
            #expect(try found("error: " + trace + ", try again"), "\(trace)")
        }
    }

    @Test(
        "is not found in what is only alike",
        arguments: [
            "", "x", "error: the vault \"contoso\" has no secret C0n", "C0n8Q~c", "rYu3vZ1",
            hex(String(secret.prefix(7))),
            String(secret.reversed()),
            "401 Unauthorized (request 6f2a9c1e-0b1d-4c5e-9f00-0123456789ab)",
        ])
    func absent(text: String) throws {
        #expect(try !found(text))
    }

    @Test("of a key is none where only the first line of every key is said")
    func key() throws {
        let key = "-----BEGIN PRIVATE KEY-----\n" + String(repeating: "MIIEvQIBADANBgkqhkiG9w0BAQ\n", count: 40)
        #expect(try !found("no CERTIFICATE in the file", of: key))
        #expect(try found("MIIEvQIBADANBgkqhki", of: key))
        #expect(try found(Data(key.utf8).base64EncodedString(options: .lineLength76Characters), of: key))
    }

    @Test("of a short secret is the whole of it")
    func short() throws {
        #expect(try found("abcd", of: "abc"))
        #expect(try !found("ab", of: "abc"))
        #expect(try !found("", of: ""))
    }
}
