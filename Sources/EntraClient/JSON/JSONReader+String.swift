extension JSONReader {
    /// Reads a string with its quotation marks.
    mutating func string() throws(JSONProblem) -> String {
        guard peek == UInt8(ascii: "\"") else { throw .syntax }
        position += 1
        var text: [UInt8] = []
        while let byte = peek {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else { throw .notUTF8 }
                return string
            case UInt8(ascii: "\\"):
                text.append(contentsOf: try escape().utf8)
            case 0..<0x20:
                throw .syntax
            default:
                text.append(byte)
            }
        }
        throw .syntax
    }

    /// Passes a string without making one of it; whoever reads it elsewhere sees whether it is UTF-8.
    mutating func skipString() throws(JSONProblem) {
        position += 1
        while let byte = peek {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return
            case UInt8(ascii: "\\"): _ = try escape()
            case 0..<0x20: throw .syntax
            default: break
            }
        }
        throw .syntax
    }

    private mutating func escape() throws(JSONProblem) -> String {
        guard let byte = peek else { throw .syntax }
        position += 1
        switch byte {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return String(try scalar())
        default: throw .syntax
        }
    }

    /// Reads the digits of `\u` and, for the first half of a surrogate pair, the second escape too.
    private mutating func scalar() throws(JSONProblem) -> Unicode.Scalar {
        let unit = try codeUnit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard UTF16.isLeadSurrogate(unit), peek == UInt8(ascii: "\\") else { throw .syntax }
        position += 1
        guard peek == UInt8(ascii: "u") else { throw .syntax }
        position += 1
        let second = try codeUnit()
        guard UTF16.isTrailSurrogate(second) else { throw .syntax }
        let value = 0x10000 + (UInt32(unit) - 0xd800) << 10 + (UInt32(second) - 0xdc00)
        guard let scalar = Unicode.Scalar(value) else { throw .syntax }
        return scalar
    }

    private mutating func codeUnit() throws(JSONProblem) -> UInt16 {
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = peek, byte < 0x80, let digit = Character(UnicodeScalar(byte)).hexDigitValue else {
                throw .syntax
            }
            position += 1
            value = value << 4 | UInt16(digit)
        }
        return value
    }
}
