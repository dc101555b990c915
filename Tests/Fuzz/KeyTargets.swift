import FoundationEssentials

@testable import VaultCrypto

// Keys as people keep them: files and words on paper.

extension FuzzTarget {
    static let keys = [
        FuzzTarget("key-file", longest: 128, seeds: keyFiles) { input in
            let key = unlocked(try KeyFile.read(try locked(input)))
            promise(key.count == 32, "32 bytes")
            let text = keyLine(key)
            promise([text, text + seed("\n"), text + seed("\r\n")].contains(input), "a key has one spelling")
        },
        FuzzTarget("recovery-key", longest: 128, seeds: [try words()]) { input in
            let again = unlocked(try RecoveryKey(try locked(input)).words(groupsPerLine: 7))
            promise(letters(again) == letters(input), "a recovery key has one spelling, but for case and gaps")
        },
        FuzzTarget("recipient", longest: 128, seeds: [seed(try Identity().recipient.description)]) { input in
            guard let text = String(validating: input, as: UTF8.self), let key = RecipientKey(text) else { return }
            promise(seed(key.description) == input, "a public key has one spelling")
            promise(key.bytes.count == 32, "32 bytes")
        },
        FuzzTarget("identity", longest: 256, seeds: [unlocked(try Identity().fileContent())]) { input in
            let identity = try Identity(file: try locked(input))
            let again = try Identity(file: try identity.fileContent())
            promise(again.recipient == identity.recipient, "an identity is read back")
        },
    ]

    private static let keyFiles = [keyLine(Array(1...32)), keyLine(Array(repeating: 0xff, count: 32)) + seed("\r\n")]

    private static func keyLine(_ key: [UInt8]) -> [UInt8] {
        let text = Data(key).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
        return seed("partner-vault key file 1: " + text.replacing("=", with: ""))
    }

    private static func words() throws -> [UInt8] { unlocked(try RecoveryKey().words(groupsPerLine: 7)) }

    private static func letters(_ text: [UInt8]) -> [UInt8] {
        text.filter { !seed(" \t\r\n-").contains($0) }.map { (0x61...0x7a).contains($0) ? $0 - 0x20 : $0 }
    }
}
