internal import CSodium

/// Puts a secret together out of parts, in locked memory.
package struct SecretWriter: ~Copyable {
    private var buffer: SecretBuffer

    package init(capacity: Int = 1024) throws(SecretMemoryError) {
        buffer = try SecretBuffer(capacity: capacity)
    }

    package mutating func append(_ byte: UInt8) throws(SecretMemoryError) { try buffer.append(byte) }

    package mutating func append(_ text: String) throws(SecretMemoryError) {
        for byte in text.utf8 { try buffer.append(byte) }
    }

    package mutating func append(_ bytes: RawSpan) throws(SecretMemoryError) {
        try buffer.append(bytes, 0..<bytes.byteCount)
    }

    package mutating func append(_ bytes: [UInt8]) throws(SecretMemoryError) {
        for byte in bytes { try buffer.append(byte) }
    }

    /// Appends a length or other number, little-endian as all numbers of the vault's format.
    package mutating func append(_ number: UInt32) throws(SecretMemoryError) {
        for shift in [0, 8, 16, 24] { try buffer.append(UInt8(truncatingIfNeeded: number >> UInt32(shift))) }
    }

    /// Appends `bytes` in base64url without padding, as JOSE writes it (RFC 7515, section 2).
    package mutating func appendBase64URL(_ bytes: RawSpan) throws(SecretMemoryError) {
        try append(bytes, variant: sodium_base64_VARIANT_URLSAFE_NO_PADDING)
    }

    /// Appends `bytes` as a PEM block: lines of 64 letters between two that name it (RFC 7468).
    package mutating func appendPEM(_ label: String, _ bytes: RawSpan) throws(SecretMemoryError) {
        try append("-----BEGIN \(label)-----\n")
        for start in stride(from: 0, to: bytes.byteCount, by: 48) {
            let line = bytes.extracting(start..<min(start + 48, bytes.byteCount))
            try append(line, variant: sodium_base64_VARIANT_ORIGINAL)
            try append("\n")
        }
        try append("-----END \(label)-----\n")
    }

    private mutating func append(_ bytes: RawSpan, variant: Int32) throws(SecretMemoryError) {
        // The terminating zero is counted.
        let room = sodium_base64_encoded_len(bytes.byteCount, variant)
        do {
            _ = unsafe try buffer.append(room: room) { space in
                unsafe bytes.withUnsafeBytes { bytes in
                    let target = unsafe Sodium.address(of: space)
                    unsafe target.withMemoryRebound(to: CChar.self, capacity: room) { text in
                        _ = unsafe sodium_bin2base64(text, room, Sodium.address(of: bytes), bytes.count, variant)
                    }
                }
                return room - 1
            }
        } catch { throw .cannotLock }
    }

    package consuming func finish() throws(SecretMemoryError) -> SecretBytes {
        try buffer.take(0..<buffer.count)
    }
}

extension SecretBytes {
    /// What a base64 text says, decoded straight into locked memory; white space is skipped where `url` is false.
    ///
    /// - Throws: `SecretBase64Error.malformed` for other characters, wrong padding, or stray bits at the end.
    package init(base64 text: RawSpan, url: Bool) throws {
        var length = 0
        let whole = unsafe try SecretBytes(count: text.byteCount / 4 * 3 + 3) { out throws(SecretBase64Error) in
            let decoded = unsafe text.withUnsafeBytes { text in
                // libsodium 1.0.18 takes bytes above 127 for digits.
                guard unsafe text.allSatisfy({ $0 < 0x80 }) else { return Int32(-1) }
                return unsafe Sodium.address(of: text).withMemoryRebound(to: CChar.self, capacity: text.count) {
                    unsafe sodium_base642bin(
                        Sodium.address(of: out), out.count, $0, text.count, url ? nil : " \r\n\t", &length, nil,
                        url ? sodium_base64_VARIANT_URLSAFE_NO_PADDING : sodium_base64_VARIANT_ORIGINAL)
                }
            }
            guard decoded == 0 else { throw .malformed }
        }
        self = try whole.prefix(length)
    }

    /// The secret in base64url without padding.
    package borrowing func base64URL() throws -> SecretBytes {
        var writer = try SecretWriter(capacity: count * 4 / 3 + 8)
        try withSpan { bytes throws(SecretMemoryError) in try writer.appendBase64URL(bytes) }
        return try writer.finish()
    }
}

/// Why a text is no base64.
package enum SecretBase64Error: Error, Equatable {
    case malformed
}
