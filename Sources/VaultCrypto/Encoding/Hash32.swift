internal import CSodium

/// A 256-bit BLAKE2b hash or MAC.
package struct Hash32: Hashable, Sendable {
    private let a, b, c, d: UInt64

    package static let zero = Hash32(words: [0, 0, 0, 0])

    package var words: [UInt64] { [a, b, c, d] }

    package init(words: [UInt64]) {
        precondition(words.count == 4)
        (a, b, c, d) = (words[0], words[1], words[2], words[3])
    }

    /// BLAKE2b-256 of `bytes`.
    package init(of bytes: [UInt8]) {
        self = unsafe bytes.withUnsafeBytes { unsafe Hash32(of: $0, key: nil) }
    }

    /// BLAKE2b-256 of `bytes` without a key.
    package init(of bytes: UnsafeRawBufferPointer) {
        unsafe self.init(of: bytes, key: nil)
    }

    /// BLAKE2b-256 of `bytes` under `key`: a MAC.
    package init(of bytes: [UInt8], key: borrowing SecretBytes) {
        self = unsafe key.withUnsafeBytes { key in
            unsafe bytes.withUnsafeBytes { unsafe Hash32(of: $0, key: key) }
        }
    }

    private init(of bytes: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer?) {
        Sodium.ensureReady()
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        unsafe withUnsafeMutableBytes(of: &words) { out in
            let result = unsafe crypto_generichash_blake2b(
                Sodium.address(of: out), 32,
                Sodium.address(of: bytes), UInt64(bytes.count),
                key?.assumingMemoryBound(to: UInt8.self).baseAddress, key?.count ?? 0)
            precondition(result == 0, "BLAKE2b refuses only lengths that are never passed")
        }
        (a, b, c, d) = (
            UInt64(littleEndian: words.0), UInt64(littleEndian: words.1), UInt64(littleEndian: words.2),
            UInt64(littleEndian: words.3)
        )
    }

    /// Whether both are equal, in constant time.
    package func matches(_ other: Hash32) -> Bool {
        ((a ^ other.a) | (b ^ other.b) | (c ^ other.c) | (d ^ other.d)) == 0
    }
}
