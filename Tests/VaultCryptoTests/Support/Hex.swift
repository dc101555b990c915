import VaultCrypto

/// The bytes that pairs of hexadecimal digits stand for; other characters are skipped.
func hex(_ text: String) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

func hex(_ hash: Hash32) -> [UInt8] {
    var writer = ByteWriter()
    writer.put(hash)
    return writer.bytes
}

/// A secret with known bytes.
func secret(_ bytes: [UInt8]) throws -> SecretBytes {
    unsafe try SecretBytes(count: bytes.count) { out in unsafe out.copyBytes(from: bytes) }
}

func secret(_ text: String) throws -> SecretBytes {
    try secret(Array(text.utf8))
}

extension SecretBytes {
    /// A copy that a test may compare.
    borrowing func exposed() -> [UInt8] {
        unsafe withUnsafeBytes { bytes in unsafe Array(bytes) }
    }
}
