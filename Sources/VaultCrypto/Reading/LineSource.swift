/// Lines of a descriptor, one at a time in locked memory; LF or CRLF ends a line, and the last may lack it.
package struct LineSource: ~Copyable, Sendable {
    private var input: SecretInput
    private var buffer: SecretBuffer
    private let limit: Int
    private var isOver = false
    /// The number of the line that `advance` reached, from 1; 0 before the first.
    package private(set) var number = 0

    /// The longest line that is read unless another limit is given.
    package static let usualLimit = 64 * 1024

    package init(_ input: consuming SecretInput, limit: Int = LineSource.usualLimit) throws(SecretReadError) {
        self.input = input
        self.limit = limit
        buffer = try .forReading()
    }

    /// Goes to the next line and wipes the one before; false when there is none.
    ///
    /// After `tooLong` and `notUTF8` the next call goes on with the line that follows; after any other error there are
    /// no more, so that a loop which collects errors ends.
    package mutating func advance() throws(SecretReadError) -> Bool {
        buffer.truncate(to: 0)
        guard !isOver else { return false }
        number = input.line
        isOver = true
        // One more than allowed, for the CR of a CRLF.
        guard try input.moveLine(to: &buffer, limit: limit + 1) else { return false }
        isOver = false
        buffer.dropLast(UInt8(ascii: "\r"))
        guard buffer.count <= limit else {
            buffer.truncate(to: 0)
            throw .tooLong(limit: limit)
        }
        guard buffer.withSpan({ $0.isUTF8 }) else {
            buffer.truncate(to: 0)
            throw .notUTF8
        }
        return true
    }

    /// Whether the line holds nothing but spaces and tabs.
    package var isBlank: Bool {
        buffer.withSpan { bytes in
            for place in 0..<bytes.byteCount where bytes[place] != 0x20 && bytes[place] != 0x09 { return false }
            return true
        }
    }

    /// Lends the line without its end for the length of `body`.
    package borrowing func withLine<Result: ~Copyable, Failure: Error>(
        _ body: (RawSpan) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try buffer.withSpan(body)
    }
}
