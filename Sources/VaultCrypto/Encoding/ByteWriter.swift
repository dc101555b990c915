/// Writes fixed-width little-endian fields one after another: the canonical bytes that MACs and seals cover.
package struct ByteWriter {
    package private(set) var bytes: [UInt8] = []

    package init(reserving capacity: Int = 64) {
        bytes.reserveCapacity(capacity)
    }

    // One for each width that records use: a generic function is not specialised in other modules.
    package mutating func put(_ value: UInt8) { bytes.append(value) }
    package mutating func put(_ value: UInt16) { append(value) }
    package mutating func put(_ value: UInt32) { append(value) }
    package mutating func put(_ value: UInt64) { append(value) }
    package mutating func put(_ value: Int32) { append(value) }
    package mutating func put(_ value: Int64) { append(value) }

    @inline(__always)
    private mutating func append(_ value: some FixedWidthInteger) {
        unsafe withUnsafeBytes(of: value.littleEndian) { unsafe bytes.append(contentsOf: $0) }
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
