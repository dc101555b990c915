internal import CSodium

/// A public key that a vault or a bundle is locked for: `pvpub1` and 56 lower-case letters and digits.
package struct RecipientKey: Sendable, Equatable, CustomStringConvertible {
    package static let prefix = "pvpub1"
    private static let text = CheckedText(label: "partner-vault recipient 1")

    /// An X25519 public key.
    let bytes: [UInt8]

    init(bytes: [UInt8]) {
        precondition(bytes.count == CheckedText.keyLength)
        self.bytes = bytes
    }

    /// Nil for what is no such text; the checksum finds slips.
    package init?(_ text: String) {
        guard text.hasPrefix(Self.prefix) else { return nil }
        let letters = Array(text.utf8.dropFirst(Self.prefix.utf8.count))
        // A copy out of locked memory is fine: nothing about a public key is secret.
        guard let key = unsafe try? Self.text.decode(letters.span.bytes) else { return nil }
        bytes = unsafe key.withUnsafeBytes { unsafe Array($0) }
        // One text for one key, so that texts can be compared.
        guard description == text else { return nil }
    }

    package var description: String {
        var letters = [UInt8](repeating: 0, count: CheckedText.textLength)
        unsafe letters.withUnsafeMutableBytes { out in
            _ = unsafe bytes.withUnsafeBytes { unsafe try? Self.text.encode($0, into: out, lowercase: true) }
        }
        return Self.prefix + String(decoding: letters, as: UTF8.self)
    }
}
