extension JSONScanner {
    /// The byte at hand, which is not passed.
    func peek(_ bytes: RawSpan) throws(SecretJSONError) -> UInt8 {
        guard position < bytes.byteCount else { throw failure(.incomplete) }
        return bytes[position]
    }

    mutating func next(_ bytes: RawSpan) throws(SecretJSONError) -> UInt8 {
        let byte = try peek(bytes)
        position += 1
        return byte
    }

    /// Line ends stand between values only (inside strings they must be escaped), so this counts all of them.
    mutating func skipSpace(_ bytes: RawSpan) {
        while position < bytes.byteCount {
            switch bytes[position] {
            case UInt8(ascii: "\n"): line += 1
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): break
            default: return
            }
            position += 1
        }
    }

    /// Passes `mark` after white space, if it comes next.
    mutating func isTaken(_ mark: Unicode.Scalar, _ bytes: RawSpan) throws(SecretJSONError) -> Bool {
        skipSpace(bytes)
        guard try peek(bytes) == UInt8(ascii: mark) else { return false }
        position += 1
        return true
    }

    mutating func take(_ mark: Unicode.Scalar, _ bytes: RawSpan) throws(SecretJSONError) {
        guard try isTaken(mark, bytes) else { throw failure(.syntax) }
    }

    /// Reads a number by RFC 8259's grammar and keeps it as it is written.
    mutating func number(_ bytes: RawSpan) throws(SecretJSONError) -> String {
        let start = position
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        if try peek(bytes) == UInt8(ascii: "0") { position += 1 } else { try digits(bytes) }
        if position < bytes.byteCount, bytes[position] == UInt8(ascii: ".") {
            position += 1
            try digits(bytes)
        }
        if position < bytes.byteCount, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            let sign = try peek(bytes)
            if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { position += 1 }
            try digits(bytes)
        }
        return bytes.extracting(start..<position).text
    }

    private mutating func digits(_ bytes: RawSpan) throws(SecretJSONError) {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard digits.contains(try peek(bytes)) else { throw failure(.syntax) }
        while position < bytes.byteCount, digits.contains(bytes[position]) { position += 1 }
    }
}
