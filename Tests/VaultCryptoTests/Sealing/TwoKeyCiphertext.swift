import CSodium

/// A ciphertext of 32 bytes that plain XChaCha20-Poly1305 opens under two keys: its two blocks solve two linear
/// equations modulo 2^130 − 5, one a key, so that both tags are the same 16 bytes.
struct TwoKeyCiphertext {
    static let nonce = Array(UInt8(0x40)...0x57)

    /// Ciphertext and tag.
    let bytes: [UInt8]

    init?(keys: ([UInt8], [UInt8]), associatedData: [UInt8]) {
        let (first, second) = (Sum(keys.0, associatedData), Sum(keys.1, associatedData))
        let determinant = first.cube * second.square - first.square * second.cube
        for attempt in UInt8.min...UInt8.max {
            let tag = (0..<16).map { UInt8($0) &* 29 &+ attempt }
            for (one, other) in first.targets(tag).flatMap({ one in second.targets(tag).map { (one, $0) } }) {
                let blocks = [
                    (one * second.square - other * first.square) * determinant.inverse,
                    (first.cube * other - second.cube * one) * determinant.inverse,
                ]
                // A whole block of Poly1305 has a 1 above its 16 bytes, and one solution in 16 has it twice.
                guard blocks.allSatisfy({ $0.bytes[16] == 1 }) else { continue }
                bytes = blocks.flatMap { $0.bytes.prefix(16) } + tag
                return
            }
        }
        return nil
    }

    /// What `key` makes of it, or nil if the tag is wrong: the control.
    func plaintext(under key: [UInt8], _ associatedData: [UInt8]) -> [UInt8]? {
        var plaintext = [UInt8](repeating: 0, count: 32)
        let result = unsafe crypto_aead_xchacha20poly1305_ietf_decrypt(
            &plaintext, nil, nil, bytes, UInt64(bytes.count), associatedData, UInt64(associatedData.count),
            Self.nonce, key)
        return result == 0 ? plaintext : nil
    }
}

/// One key's Poly1305 over associated data, two unknown blocks, and the lengths.
private struct Sum {
    let square: Field1305
    let cube: Field1305
    /// All but the two unknown blocks.
    private let known: Field1305
    private let s: [UInt8]

    init(_ key: [UInt8], _ associatedData: [UInt8]) {
        var subkey = [UInt8](repeating: 0, count: 32)
        _ = unsafe crypto_core_hchacha20(&subkey, TwoKeyCiphertext.nonce, key, nil)
        var once = [UInt8](repeating: 0, count: 32)
        let nonce = [0, 0, 0, 0] + TwoKeyCiphertext.nonce[16...]
        _ = unsafe crypto_stream_chacha20_ietf(&once, 32, nonce, subkey)
        for index in [3, 7, 11, 15] { once[index] &= 15 }
        for index in [4, 8, 12] { once[index] &= 252 }
        let r = Field1305(Array(once[..<16]))
        s = Array(once[16...])
        square = r * r
        cube = square * r
        let padded = associatedData + Array(repeating: 0, count: (16 - associatedData.count % 16) % 16)
        let lengths = Self.bytes(of: associatedData.count) + Self.bytes(of: 32)
        var sum = Field1305([])
        for start in stride(from: 0, to: padded.count, by: 16) {
            sum = (sum + Field1305(Array(padded[start..<(start + 16)]) + [1])) * r
        }
        known = sum * cube + Field1305(lengths + [1]) * r
    }

    /// What the unknown blocks must come to for this tag: Poly1305 forgets what lies above 128 bits.
    func targets(_ tag: [UInt8]) -> [Field1305] {
        var low: [UInt8] = []
        var borrow = 0
        for (left, right) in zip(tag, s) {
            let difference = Int(left) - Int(right) - borrow
            low.append(UInt8(truncatingIfNeeded: difference))
            borrow = difference < 0 ? 1 : 0
        }
        return (UInt8(0)..<3).map { Field1305(low + [$0]) - known }
    }

    private static func bytes(of count: Int) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: count >> ($0 * 8)) }
    }
}
