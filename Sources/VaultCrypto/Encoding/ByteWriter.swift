/// Writes fixed-width little-endian fields one after another: the canonical bytes that MACs and seals cover.
package struct ByteWriter {
    package private(set) var bytes: [UInt8] = []

    package init(reserving capacity: Int = 64) {
        bytes.reserveCapacity(capacity)
    }

    package mutating func put(_ value: some FixedWidthInteger) {
        var rest = value.littleEndian
        for _ in 0..<(type(of: value).bitWidth / 8) {
            bytes.append(UInt8(truncatingIfNeeded: rest))
            if type(of: value).bitWidth > 8 { rest >>= 8 }
        }
    }

    package mutating func put(_ more: [UInt8]) {
        bytes.append(contentsOf: more)
    }

    package mutating func put(_ text: StaticString) {
        text.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
    }

    package mutating func put(_ hash: Hash32) {
        for word in hash.words { put(word) }
    }

    /// Zeroes up to `length` bytes in all.
    package mutating func pad(to length: Int) {
        bytes.append(contentsOf: repeatElement(0, count: max(0, length - bytes.count)))
    }
}
