/// The fields of one CSV record (RFC 4180), behind each other in locked memory.
struct CSVRecord: ~Copyable, Sendable {
    private var buffer: SecretBuffer
    /// Where each field lies.
    private(set) var fields: [Range<Int>] = []
    /// The line that the record begins on.
    private(set) var line = 0

    static let longestField = 64 * 1024
    static let longestRecord = 256 * 1024

    init() throws(SecretCSVError) {
        do { buffer = try SecretBuffer() } catch { throw SecretCSVError(.unread(.cannotLock), line: 1) }
    }

    /// Whether it is an empty line.
    var isBlank: Bool { fields.count == 1 && buffer.count == 0 }

    /// Reads the next record in place of this one, which is wiped; false at the end of `input`.
    mutating func read(from input: inout SecretInput) throws(SecretCSVError) -> Bool {
        buffer.truncate(to: 0)
        fields = []
        line = input.line
        do throws(SecretReadError) {
            guard try input.peek() != nil else { return false }
        } catch { throw failure(.unread(error)) }
        while try readField(from: &input) {}
        return true
    }

    /// Checks what can only be wrong with a whole record.
    func check() throws(SecretCSVError) {
        for field in fields {
            guard field.count <= Self.longestField else { throw failure(.fieldTooLong(limit: Self.longestField)) }
            let (isUTF8, hasNUL) = withField(field) { ($0.isUTF8, $0.contains(0)) }
            guard isUTF8 else { throw failure(.notUTF8) }
            guard !hasNUL else { throw failure(.nulByte) }
        }
    }

    borrowing func withField<Result>(_ field: Range<Int>, _ body: (RawSpan) -> Result) -> Result {
        buffer.withSpan { body($0.extracting(field)) }
    }

    /// Gives the field at `place` away; what is left of it is empty.
    mutating func takeField(_ place: Int) throws(SecretMemoryError) -> SecretBytes? {
        let field = fields[place]
        guard !field.isEmpty else { return nil }
        fields[place] = field.lowerBound..<field.lowerBound
        return try buffer.take(field)
    }

    func failure(_ reason: SecretCSVError.Reason) -> SecretCSVError { SecretCSVError(reason, line: line) }

    /// Reads one field and what ends it; false if that is the end of the record.
    private mutating func readField(from input: inout SecretInput) throws(SecretCSVError) -> Bool {
        let start = buffer.count
        try checkRoom()
        var byte = try next(from: &input)
        if byte == UInt8(ascii: "\"") {
            try readQuoted(from: &input)
            byte = try next(from: &input)
            fields.append(start..<buffer.count)
            guard byte == nil || byte == comma || byte == lineFeed || byte == carriageReturn else {
                throw failure(.strayQuote)
            }
        } else {
            while let plain = byte, plain != comma, plain != lineFeed, plain != carriageReturn {
                guard plain != UInt8(ascii: "\"") else { throw failure(.strayQuote) }
                try append(plain)
                byte = try next(from: &input)
            }
            fields.append(start..<buffer.count)
        }
        guard byte == carriageReturn else { return byte == comma }
        let after = try next(from: &input)
        guard after == lineFeed || after == nil else { throw failure(.strayReturn) }
        return false
    }

    /// Reads up to the closing quote; a doubled quote is one that belongs to the field.
    private mutating func readQuoted(from input: inout SecretInput) throws(SecretCSVError) {
        while let byte = try next(from: &input) {
            if byte == UInt8(ascii: "\"") {
                guard try isQuote(ahead: &input) else { return }
                _ = try next(from: &input)
            }
            try append(byte)
        }
        throw failure(.incomplete)
    }

    private func isQuote(ahead input: inout SecretInput) throws(SecretCSVError) -> Bool {
        do { return try input.peek() == UInt8(ascii: "\"") } catch { throw failure(.unread(error)) }
    }

    private func next(from input: inout SecretInput) throws(SecretCSVError) -> UInt8? {
        do { return try input.next() } catch { throw failure(.unread(error)) }
    }

    /// Commas count as well: a record of nothing else would have fields without end.
    private func checkRoom() throws(SecretCSVError) {
        guard buffer.count + fields.count < Self.longestRecord else {
            throw failure(.recordTooLong(limit: Self.longestRecord))
        }
    }

    private mutating func append(_ byte: UInt8) throws(SecretCSVError) {
        try checkRoom()
        do { try buffer.append(byte) } catch { throw failure(.unread(.cannotLock)) }
    }

    private var comma: UInt8 { UInt8(ascii: ",") }
    private var lineFeed: UInt8 { UInt8(ascii: "\n") }
    private var carriageReturn: UInt8 { UInt8(ascii: "\r") }
}
