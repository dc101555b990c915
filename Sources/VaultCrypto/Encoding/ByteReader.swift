/// Reads what `ByteWriter` wrote from bytes that nobody vouches for: every step checks what is left.
package struct ByteReader {
    private let source: [UInt8]
    private var offset = 0

    package init(_ source: [UInt8]) {
        self.source = source
    }

    package var remaining: Int { source.count - offset }

    // One for each width that records use: a generic function is not specialised in other modules, and a listing reads
    // half a million integers.
    package mutating func integer(_: UInt8.Type = UInt8.self) throws(EncodingError) -> UInt8 { try read() }
    package mutating func integer(_: UInt16.Type = UInt16.self) throws(EncodingError) -> UInt16 { try read() }
    package mutating func integer(_: UInt32.Type = UInt32.self) throws(EncodingError) -> UInt32 { try read() }
    package mutating func integer(_: UInt64.Type = UInt64.self) throws(EncodingError) -> UInt64 { try read() }
    package mutating func integer(_: Int32.Type = Int32.self) throws(EncodingError) -> Int32 { try read() }
    package mutating func integer(_: Int64.Type = Int64.self) throws(EncodingError) -> Int64 { try read() }

    @inline(__always)
    private mutating func read<Value: FixedWidthInteger>() throws(EncodingError) -> Value {
        let width = Value.bitWidth / 8
        guard remaining >= width else { throw .truncated }
        var value: Value = 0
        for index in 0..<width {
            value |= Value(truncatingIfNeeded: source[offset + index]) << Value(truncatingIfNeeded: 8 * index)
        }
        offset += width
        return value
    }

    package mutating func bytes(_ count: Int) throws(EncodingError) -> [UInt8] {
        Array(try part(count))
    }

    package mutating func text(_ count: Int) throws(EncodingError) -> String {
        guard let text = String(validating: try part(count), as: UTF8.self) else { throw .malformed }
        return text
    }

    package mutating func hash() throws(EncodingError) -> Hash32 {
        Hash32(words: [try integer(), try integer(), try integer(), try integer()])
    }

    /// Skips `count` bytes that must all be zero.
    package mutating func zeroes(_ count: Int) throws(EncodingError) {
        guard try part(count).allSatisfy({ $0 == 0 }) else { throw .malformed }
    }

    package func end() throws(EncodingError) {
        guard remaining == 0 else { throw .malformed }
    }

    mutating func part(_ count: Int) throws(EncodingError) -> ArraySlice<UInt8> {
        guard count >= 0, remaining >= count else { throw .truncated }
        defer { offset += count }
        return source[offset..<(offset + count)]
    }
}

/// Why bytes are no value of ours.
package enum EncodingError: Error, Equatable {
    case truncated
    case malformed
}
