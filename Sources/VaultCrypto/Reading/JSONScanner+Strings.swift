extension JSONScanner {
    /// Reads a string; a secret goes to locked memory, and what is of no use is only checked.
    mutating func string(_ bytes: RawSpan, use: Use) throws(SecretJSONError) -> JSONValue {
        position += 1
        switch use {
        case .secret:
            return .secret(try secret(bytes))
        case .plain:
            var text = ""
            while true {
                text += bytes.extracting(try run(bytes)).text
                guard let scalar = try escaped(bytes) else { return .string(text) }
                text.unicodeScalars.append(scalar)
            }
        case .nothing:
            while true {
                _ = try run(bytes)
                guard try escaped(bytes) != nil else { return .unread }
            }
        }
    }

    private mutating func secret(_ bytes: RawSpan) throws(SecretJSONError) -> Range<Int> {
        let start = secrets.count
        var ended = false
        while !ended {
            let run = try run(bytes)
            let scalar = try escaped(bytes)
            do {
                try secrets.append(bytes, run)
                if let scalar {
                    try secrets.append(scalar)
                } else {
                    ended = true
                    // One byte between secrets, so that even empty ones begin at places of their own.
                    try secrets.append(0)
                }
            } catch { throw failure(.unread(.cannotLock)) }
        }
        return start..<(secrets.count - 1)
    }

    /// Passes the bytes up to the next quote or backslash.
    private mutating func run(_ bytes: RawSpan) throws(SecretJSONError) -> Range<Int> {
        let start = position
        while true {
            switch try peek(bytes) {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): return start..<position
            case 0x00..<0x20: throw failure(.controlCharacter)
            default: position += 1
            }
        }
    }

    /// Passes a quote, which ends the string (nil), or an escape.
    private mutating func escaped(_ bytes: RawSpan) throws(SecretJSONError) -> Unicode.Scalar? {
        if try next(bytes) == UInt8(ascii: "\"") { return nil }
        switch try next(bytes) {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try scalar(bytes)
        default: throw failure(.badEscape)
        }
    }

    /// Reads the four digits after `\u`, and the second half after the first half of a pair.
    private mutating func scalar(_ bytes: RawSpan) throws(SecretJSONError) -> Unicode.Scalar {
        let unit = try hexUnit(bytes)
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard UTF16.isLeadSurrogate(unit) else { throw failure(.loneSurrogate) }
        for mark in "\\u".utf8 {
            guard try next(bytes) == mark else { throw failure(.loneSurrogate) }
        }
        let second = try hexUnit(bytes)
        guard UTF16.isTrailSurrogate(second),
            let scalar = Unicode.Scalar(0x10000 + (UInt32(unit & 0x3FF) << 10 | UInt32(second & 0x3FF)))
        else { throw failure(.loneSurrogate) }
        return scalar
    }

    private mutating func hexUnit(_ bytes: RawSpan) throws(SecretJSONError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            let byte = try next(bytes)
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: throw failure(.badEscape)
            }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }
}
