internal import CSodium

/// A recipient's own key: an X25519 secret, kept in a file that only its owner can read.
///
///     # public key: pvpub1…
///     PV-IDENTITY-1-…
package struct Identity: ~Copyable, Sendable {
    private static let heading: StaticString = "PV-IDENTITY-1-"
    private static let text = CheckedText(label: "partner-vault identity 1")

    private let secret: SecretBytes
    /// What others lock a vault for.
    package let recipient: RecipientKey

    /// A fresh key pair.
    package init() throws {
        try self.init(secret: try SecretBytes(randomCount: Int(crypto_scalarmult_curve25519_SCALARBYTES)))
    }

    /// Reads an identity file: lines that begin with # are skipped, one holds the key.
    ///
    /// - Throws: `CheckedTextError`.
    package init(file: borrowing SecretBytes) throws {
        try self.init(secret: try Self.key(in: file))
    }

    private init(secret: consuming SecretBytes) throws {
        Sodium.ensureReady()
        var point = [UInt8](repeating: 0, count: CheckedText.keyLength)
        let result = unsafe secret.withUnsafeBytes { secret in
            unsafe crypto_scalarmult_curve25519_base(&point, Sodium.address(of: secret))
        }
        guard result == 0 else { throw CheckedTextError.malformed }
        self.secret = secret
        recipient = RecipientKey(bytes: point)
    }

    /// The whole file's content.
    package borrowing func fileContent() throws -> SecretBytes {
        let comment = "# public key: \(recipient)\n"
        let start = comment.utf8.count + Self.heading.utf8CodeUnitCount
        return unsafe try SecretBytes(count: start + CheckedText.textLength + 1) { out in
            unsafe out.copyBytes(from: Array(comment.utf8))
            Self.heading.withUTF8Buffer { heading in
                let place = unsafe UnsafeMutableRawBufferPointer(rebasing: out[comment.utf8.count...])
                unsafe place.copyBytes(from: heading)
            }
            let text = unsafe UnsafeMutableRawBufferPointer(rebasing: out[start..<(start + CheckedText.textLength)])
            unsafe try secret.withUnsafeBytes { unsafe try Self.text.encode($0, into: text, lowercase: false) }
            unsafe out[start + CheckedText.textLength] = UInt8(ascii: "\n")
        }
    }

    /// BLAKE2b-256 of the X25519 secret shared with `ephemeral` and of both public keys.
    ///
    /// - Throws: `CheckedTextError.malformed` for a point of low order, which would make the secret a constant.
    borrowing func wrappingKey(ephemeral: [UInt8]) throws -> SecretBytes {
        try secret.wrappingKey(peer: ephemeral, ephemeral: ephemeral, recipient: recipient.bytes)
    }

    /// The same from the other side: `self` is the ephemeral key of a slot for `recipient`.
    borrowing func wrappingKey(recipient other: RecipientKey) throws -> SecretBytes {
        try secret.wrappingKey(peer: other.bytes, ephemeral: recipient.bytes, recipient: other.bytes)
    }

    private static func key(in file: borrowing SecretBytes) throws -> SecretBytes {
        var found: Range<Int>?
        try file.withSpan { span throws in
            var start = 0
            while start < span.byteCount {
                var end = start
                while end < span.byteCount, span[end] != UInt8(ascii: "\n") { end += 1 }
                if end > start, span[start] != UInt8(ascii: "#") {
                    guard found == nil, span.hasPrefix(heading, at: start) else { throw CheckedTextError.malformed }
                    found = (start + heading.utf8CodeUnitCount)..<end
                }
                start = end + 1
            }
        }
        guard let found, !found.isEmpty else { throw CheckedTextError.malformed }
        let letters = try file.dropFirst(found.lowerBound)
        let line = try letters.prefix(found.count)
        return try line.withSpan { try text.decode($0) }
    }
}

extension SecretBytes {
    /// The key that both sides of a recipient slot come to; `self` is the X25519 secret of one of them.
    borrowing func wrappingKey(peer: [UInt8], ephemeral: [UInt8], recipient: [UInt8]) throws -> SecretBytes {
        let length = Int(crypto_scalarmult_curve25519_BYTES)
        let shared = unsafe try SecretBytes(count: length + ephemeral.count + recipient.count) {
            out throws(CheckedTextError) in
            let result = unsafe withUnsafeBytes { secret in
                unsafe crypto_scalarmult_curve25519(Sodium.address(of: out), Sodium.address(of: secret), peer)
            }
            guard result == 0 else { throw .malformed }
            for (index, byte) in (ephemeral + recipient).enumerated() { unsafe out[length + index] = byte }
        }
        return unsafe try SecretBytes(count: 32) { out in
            unsafe shared.withUnsafeBytes { shared in
                _ = unsafe crypto_generichash_blake2b(
                    Sodium.address(of: out), 32, Sodium.address(of: shared), UInt64(shared.count), nil, 0)
            }
        }
    }
}
