internal import CSodium

/// The second factor of a passphrase slot as a file: one line, `partner-vault key file 1: ` and 32 bytes in base64url.
package enum KeyFile {
    private static let heading = "partner-vault key file 1: "
    private static let keyLength = 32
    /// 32 bytes in base64url without padding.
    private static let textLength = 43

    /// A fresh key as the line to be written, line feed included.
    package static func newLine() throws -> SecretBytes {
        let key = try SecretBytes(randomCount: keyLength)
        let start = heading.utf8.count
        return unsafe try SecretBytes(count: start + textLength + 1) { line throws(KeyFileError) in
            guard let base = line.baseAddress else { throw .malformed }
            for (index, byte) in heading.utf8.enumerated() { unsafe line[index] = byte }
            let text = unsafe base.advanced(by: start).assumingMemoryBound(to: CChar.self)
            unsafe key.withUnsafeBytes { bytes in
                guard let from = bytes.baseAddress else { return }
                // libsodium ends its text with a zero, which lands on the last byte and becomes the line feed.
                _ = unsafe sodium_bin2base64(
                    text,
                    textLength + 1,
                    from.assumingMemoryBound(to: UInt8.self),
                    bytes.count,
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING
                )
            }
            unsafe line[start + textLength] = UInt8(ascii: "\n")
        }
    }

    /// The key of a line that `newLine()` made; a final LF or CRLF may be missing.
    ///
    /// - Throws: `KeyFileError.malformed` for anything else, longer or shorter texts included.
    package static func read(_ line: borrowing SecretBytes) throws -> SecretBytes {
        let start = heading.utf8.count
        let end = start + textLength
        let isLine = unsafe line.withUnsafeBytes { text in
            guard text.count >= end, unsafe text.prefix(start).elementsEqual(heading.utf8) else { return false }
            let rest = unsafe text[end...]
            return unsafe rest.isEmpty || rest.elementsEqual("\n".utf8) || rest.elementsEqual("\r\n".utf8)
        }
        guard isLine else { throw KeyFileError.malformed }
        return unsafe try SecretBytes(count: keyLength) { key throws(KeyFileError) in
            let isKey = unsafe line.withUnsafeBytes { text in
                unsafe decode(UnsafeRawBufferPointer(rebasing: text[start..<end]), into: key)
            }
            guard isKey else { throw .malformed }
        }
    }

    private static func decode(_ text: UnsafeRawBufferPointer, into key: UnsafeMutableRawBufferPointer) -> Bool {
        guard let from = text.baseAddress, let to = key.baseAddress else { return false }
        // libsodium 1.0.18 takes bytes above 127 for digits.
        guard unsafe text.allSatisfy({ $0 < 0x80 }) else { return false }
        var length = 0
        let result = unsafe sodium_base642bin(
            to.assumingMemoryBound(to: UInt8.self),
            key.count,
            from.assumingMemoryBound(to: CChar.self),
            text.count,
            nil,
            &length,
            nil,
            sodium_base64_VARIANT_URLSAFE_NO_PADDING
        )
        return result == 0 && length == key.count
    }
}

/// Why a text is no key file.
package enum KeyFileError: Error, Equatable {
    case malformed
}
