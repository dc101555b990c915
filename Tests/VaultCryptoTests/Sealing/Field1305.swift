/// A number modulo 2^130 − 5, in which Poly1305 reckons: five limbs of 26 bits.
struct Field1305: Equatable {
    private static let mask: UInt64 = 0x3FF_FFFF
    private var limbs: [UInt64]

    /// Of at most 17 bytes, the least first.
    init(_ bytes: [UInt8]) {
        limbs = (0..<5).map { limb in
            (0..<26).reduce(0) { value, bit in
                let (byte, shift) = (limb * 26 + bit).quotientAndRemainder(dividingBy: 8)
                return byte < bytes.count ? value | UInt64(bytes[byte] >> UInt8(shift) & 1) << UInt64(bit) : value
            }
        }
        reduce()
    }

    private init(limbs: [UInt64]) {
        self.limbs = limbs
        reduce()
    }

    /// 17 bytes, the least first.
    var bytes: [UInt8] {
        (0..<17).map { byte in
            (0..<8).reduce(0) { value, bit in
                let (limb, shift) = (byte * 8 + bit).quotientAndRemainder(dividingBy: 26)
                return limb < 5 ? value | UInt8(limbs[limb] >> UInt64(shift) & 1) << UInt8(bit) : value
            }
        }
    }

    static func + (left: Field1305, right: Field1305) -> Field1305 {
        Field1305(limbs: zip(left.limbs, right.limbs).map { $0 + $1 })
    }

    static func - (left: Field1305, right: Field1305) -> Field1305 {
        // Twice the modulus, so that no limb goes below zero.
        let twice = [2 * (mask - 4), 2 * mask, 2 * mask, 2 * mask, 2 * mask]
        return Field1305(limbs: (0..<5).map { left.limbs[$0] + twice[$0] - right.limbs[$0] })
    }

    static func * (left: Field1305, right: Field1305) -> Field1305 {
        var product = [UInt64](repeating: 0, count: 5)
        for i in 0..<5 {
            for j in 0..<5 {
                // 2^130 is 5.
                product[(i + j) % 5] += left.limbs[i] * right.limbs[j] * (i + j < 5 ? 1 : 5)
            }
        }
        return Field1305(limbs: product)
    }

    /// By Fermat: to the power of 2^130 − 7.
    var inverse: Field1305 {
        (0..<130).reversed().reduce(Field1305([1])) { power, bit in
            let square = power * power
            return bit == 1 || bit == 2 ? square : square * self
        }
    }

    private mutating func reduce() {
        for _ in 0..<4 {
            for index in 0..<4 {
                limbs[index + 1] += limbs[index] >> 26
                limbs[index] &= Self.mask
            }
            let carry = limbs[4] >> 26
            limbs[4] &= Self.mask
            limbs[0] += carry * 5
        }
        guard limbs[1...].allSatisfy({ $0 == Self.mask }), limbs[0] >= Self.mask - 4 else { return }
        limbs = [limbs[0] - (Self.mask - 4), 0, 0, 0, 0]
    }
}
