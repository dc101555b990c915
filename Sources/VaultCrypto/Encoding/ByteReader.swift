/// Reads what `ByteWriter` wrote from bytes that nobody vouches for: every step checks what is left.
package struct ByteReader {
    private let source: [UInt8]
    private var offset = 0

    package init(_ source: [UInt8]) {
        self.source = source
    }

    package var remaining: Int { source.count - offset }

    package mutating func integer<Value: FixedWidthInteger>(_ type: Value.Type = Value.self) throws(EncodingError)
        -> Value
    {
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

    private mutating func part(_ count: Int) throws(EncodingError) -> ArraySlice<UInt8> {
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
