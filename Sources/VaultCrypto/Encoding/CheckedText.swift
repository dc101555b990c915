internal import CSodium

/// 32 bytes as 56 letters and digits that a person can copy: RFC 4648 base32 of the bytes and of 3 bytes of checksum.
///
/// Coded by hand since libsodium has no base32 and a library's would leave keys in strings and arrays.
struct CheckedText {
    static let keyLength = 32
    static let checkLength = 3
    /// 35 bytes are 56 times 5 bits exactly, so that no padding is needed and no text has two readings.
    static let textLength = 56

    /// Goes into the checksum, so that one kind of key is not taken for another.
    let label: StaticString

    /// Writes the text of `key` into `text`, which takes 56 bytes.
    func encode(_ key: UnsafeRawBufferPointer, into text: UnsafeMutableRawBufferPointer, lowercase: Bool) throws {
        precondition(key.count == Self.keyLength && text.count == Self.textLength)
        let checked = unsafe try checked(key)
        unsafe checked.withUnsafeBytes { bytes in
            var place = 0
            for group in 0..<7 {
                var bits: UInt64 = 0
                for index in 0..<5 { bits = unsafe bits << 8 | UInt64(bytes[5 * group + index]) }
                for index in 0..<8 {
                    unsafe text[place] = Self.letter(UInt8(bits >> UInt64(35 - 5 * index) & 31), lowercase)
                    place += 1
                }
            }
        }
    }

    /// The key of a text; blanks, line ends and hyphens anywhere and either case are fine.
    ///
    /// - Throws: `CheckedTextError.malformed`, or `.mistyped` where only the checksum is wrong.
    func decode(_ text: RawSpan) throws -> SecretBytes {
        var length = 0
        let letters = unsafe try SecretBytes(count: Self.textLength) { letters throws(CheckedTextError) in
            for place in 0..<text.byteCount {
                let byte = unsafe text.unsafeLoad(fromByteOffset: place, as: UInt8.self)
                if [0x20, 0x09, 0x0A, 0x0D, 0x2D].contains(byte) { continue }
                guard length < Self.textLength, let value = Self.value(byte) else { throw .malformed }
                unsafe letters[length] = value
                length += 1
            }
            guard length == Self.textLength else { throw .malformed }
        }
        let bytes = unsafe try SecretBytes(count: Self.keyLength + Self.checkLength) { bytes in
            unsafe letters.withUnsafeBytes { letters in
                for group in 0..<7 {
                    var bits: UInt64 = 0
                    for index in 0..<8 { bits = unsafe bits << 5 | UInt64(letters[8 * group + index]) }
                    for index in 0..<5 {
                        unsafe bytes[5 * group + index] = UInt8(truncatingIfNeeded: bits >> UInt64(32 - 8 * index))
                    }
                }
            }
        }
        let key = try bytes.prefix(Self.keyLength)
        let expected = unsafe try key.withUnsafeBytes { unsafe try checked($0) }
        guard expected.isIdentical(to: bytes) else { throw CheckedTextError.mistyped }
        return key
    }

    /// The key and the first bytes of BLAKE2b-256 of label and key.
    private func checked(_ key: UnsafeRawBufferPointer) throws -> SecretBytes {
        let labelled = unsafe try SecretBytes(count: label.utf8CodeUnitCount + key.count) { out in
            label.withUTF8Buffer { unsafe out.copyBytes(from: $0) }
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: out[label.utf8CodeUnitCount...])
            unsafe rest.copyMemory(from: key)
        }
        let hash = unsafe labelled.withUnsafeBytes { unsafe Hash32(of: $0) }
        return unsafe try SecretBytes(count: Self.keyLength + Self.checkLength) { out in
            unsafe out.copyMemory(from: key)
            for index in 0..<Self.checkLength {
                unsafe out[Self.keyLength + index] = UInt8(truncatingIfNeeded: hash.words[0] >> UInt64(8 * index))
            }
        }
    }

    // Without a table: which entry of one is read can show in the processor's caches.
    private static func letter(_ value: UInt8, _ lowercase: Bool) -> UInt8 {
        let first: UInt8 = lowercase ? 0x61 : 0x41
        // 26 to 31 are the digits 2 to 7.
        let isDigit = UInt8(bitPattern: Int8(bitPattern: 25 &- value) >> 7)
        return (first &+ value) & ~isDigit | (0x32 &+ value &- 26) & isDigit
    }

    private static func value(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x41...0x5A: byte - 0x41
        case 0x61...0x7A: byte - 0x61
        case 0x32...0x37: byte - 0x32 + 26
        default: nil
        }
    }
}

/// Why a text is no key.
package enum CheckedTextError: Error, Equatable {
    /// Not a text of this kind at all: other characters, or too few or many of them.
    case malformed
    /// The right length, but a character is wrong.
    case mistyped
}
