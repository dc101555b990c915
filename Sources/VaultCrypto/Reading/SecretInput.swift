/// Bytes of a file, a pipe or standard input, read by read(2) straight into locked memory.
///
/// It counts lines and drops a UTF-8 byte order mark at the very start. The descriptor stays the caller's to close.
package struct SecretInput: ~Copyable, Sendable {
    private let descriptor: Int32
    private var chunk: SecretBuffer
    private var position = 0
    private var atStart = true
    private var atEnd = false
    /// The line that the next byte belongs to, from 1.
    private(set) var line = 1

    private static let chunkLength = 16 * 1024

    package init(_ descriptor: Int32) throws(SecretReadError) {
        chunk = try .forReading(capacity: Self.chunkLength)
        self.descriptor = descriptor
    }

    /// Takes the next byte; nil at the end.
    mutating func next() throws(SecretReadError) -> UInt8? {
        guard let byte = try peek() else { return nil }
        position += 1
        if byte == UInt8(ascii: "\n") { line += 1 }
        return byte
    }

    /// The next byte, left where it is.
    mutating func peek() throws(SecretReadError) -> UInt8? {
        if position == chunk.count { try refill() }
        guard position < chunk.count else { return nil }
        return chunk.withSpan { $0[position] }
    }

    /// Moves what lies before the next line end to `target`, and passes over the line end; false at the end of input.
    ///
    /// Beyond `limit` bytes the rest of the line is dropped: the caller sees more than `limit` in `target`.
    mutating func moveLine(to target: inout SecretBuffer, limit: Int) throws(SecretReadError) -> Bool {
        guard try peek() != nil else { return false }
        while try peek() != nil {
            let start = position
            let end = chunk.withSpan { Self.lineEnd(in: $0, from: start) }
            let kept = max(0, min(end - start, limit + 1 - target.count))
            try append(start..<start + kept, to: &target)
            position = end
            if position < chunk.count {
                position += 1
                line += 1
                return true
            }
        }
        return true
    }

    /// Lends what is yet unread, at least `length` bytes of it unless the input ends before; nothing is taken.
    package mutating func withPreview<Result>(
        _ length: Int,
        _ body: (RawSpan) -> Result
    ) throws(SecretReadError) -> Result {
        _ = try peek()
        try fill(toward: position + length)
        return chunk.withSpan { body($0.extracting(position..<$0.byteCount)) }
    }

    /// Takes so many bytes, fewer only at the end, of what is sealed and so no secret.
    package mutating func take(_ count: Int) throws(SecretReadError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count, try peek() != nil {
            let start = position
            let end = min(chunk.count, start + count - bytes.count)
            chunk.withSpan { span in
                for place in start..<end { bytes.append(span[place]) }
            }
            position = end
        }
        return bytes
    }

    /// Takes everything that is left, at most `limit` bytes.
    mutating func rest(limit: Int) throws(SecretReadError) -> SecretBuffer {
        var target = try SecretBuffer.forReading()
        while try peek() != nil {
            let rest = position..<chunk.count
            guard target.count + rest.count <= limit else { throw .tooLong(limit: limit) }
            try append(rest, to: &target)
            position = rest.upperBound
        }
        return target
    }

    private func append(_ range: Range<Int>, to target: inout SecretBuffer) throws(SecretReadError) {
        do {
            try chunk.withSpan { (bytes) throws(SecretMemoryError) in try target.append(bytes, range) }
        } catch { throw .cannotLock }
    }

    private static func lineEnd(in bytes: RawSpan, from start: Int) -> Int {
        var place = start
        while place < bytes.byteCount, bytes[place] != UInt8(ascii: "\n") { place += 1 }
        return place
    }

    private mutating func refill() throws(SecretReadError) {
        guard !atEnd else { return }
        chunk.truncate(to: 0)
        position = 0
        try fill(toward: atStart ? 3 : 1)
        // A byte order mark is no text.
        if atStart, chunk.withSpan({ $0.byteCount >= 3 && $0[0] == 0xEF && $0[1] == 0xBB && $0[2] == 0xBF }) {
            position = 3
        }
        atStart = false
        if position == chunk.count { try refill() }
    }

    private mutating func fill(toward length: Int) throws(SecretReadError) {
        while !atEnd, chunk.count < length {
            let descriptor = descriptor
            let count = unsafe try chunk.append(room: max(length, Self.chunkLength) - chunk.count) {
                (space) throws(SecretReadError) in unsafe try SecretReader.read(descriptor, into: space)
            }
            atEnd = count == 0
        }
    }
}
