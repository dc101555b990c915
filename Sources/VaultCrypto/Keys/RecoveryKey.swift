/// 32 random bytes on paper: opens the vault when every passphrase is forgotten.
package struct RecoveryKey: ~Copyable, Sendable {
    static let text = CheckedText(label: "partner-vault recovery key 1")
    private static let groupLength = 4

    let bytes: SecretBytes

    /// A fresh key.
    package init() throws {
        bytes = try SecretBytes(randomCount: CheckedText.keyLength)
    }

    private init(bytes: consuming SecretBytes) {
        self.bytes = bytes
    }

    /// A second one, where one is stored and one is shown.
    package borrowing func duplicate() throws -> RecoveryKey {
        RecoveryKey(bytes: try bytes.duplicate())
    }

    /// Reads what `words` wrote, however it is grouped.
    ///
    /// - Throws: `CheckedTextError`.
    package init(_ typed: borrowing SecretBytes) throws {
        bytes = try typed.withSpan { try Self.text.decode($0) }
    }

    /// The key in fourteen groups of four letters and digits; with a line feed at the end of each line.
    package borrowing func words(groupsPerLine: Int) throws -> SecretBytes {
        let plain = unsafe try SecretBytes(count: CheckedText.textLength) { out in
            unsafe try bytes.withUnsafeBytes { unsafe try Self.text.encode($0, into: out, lowercase: false) }
        }
        let length = CheckedText.textLength / Self.groupLength * (Self.groupLength + 1)
        return unsafe try SecretBytes(count: length) { out in
            unsafe plain.withUnsafeBytes { plain in
                var place = 0
                for index in 0..<plain.count {
                    unsafe out[place] = plain[index]
                    place += 1
                    guard (index + 1) % Self.groupLength == 0 else { continue }
                    unsafe out[place] = UInt8(ascii: (index + 1) % (groupsPerLine * Self.groupLength) == 0 ? "\n" : "-")
                    place += 1
                }
            }
        }
    }
}
