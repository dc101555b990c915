internal import CPlatform

extension SecretBytes {
    /// Whether `text` holds a part of this secret: as it is, or in base64, hexadecimal or percent encoding, wherever
    /// lines are broken.
    ///
    /// Eight letters in a row are a part; of a longer text, such as a key in PEM, twelve, since its first line is in
    /// every book.
    package borrowing func leavesTrace(in text: RawSpan) throws(SecretMemoryError) -> Bool {
        let window = min(count, count < 100 ? 8 : 12)
        let part = try withSpan { bytes throws(SecretMemoryError) in try SecretTrace.plain(bytes, from: 0) }
        let whole = try SecretTrace.plain(text, from: 0)
        if SecretTrace.share(whole, part, window) { return true }
        for reading in SecretTrace.readings {
            for start in 0..<reading.period {
                let decoded = try whole.withSpan { bytes throws(SecretMemoryError) in
                    try reading.decode(bytes, start)
                }
                if SecretTrace.share(decoded, part, window) { return true }
            }
        }
        return false
    }
}

/// Ways to read a text for what it was made of; what is no digit there becomes a zero, which no secret holds.
private enum SecretTrace {
    typealias Decoding = (RawSpan, Int) throws(SecretMemoryError) -> SecretBuffer

    /// Each with the number of places at which its first group may begin.
    static var readings: [(period: Int, decode: Decoding)] { [(1, percent), (2, hexadecimal), (4, base64)] }

    static func share(_ whole: borrowing SecretBuffer, _ part: borrowing SecretBuffer, _ window: Int) -> Bool {
        whole.withSpan { whole in
            part.withSpan { part in
                unsafe whole.withUnsafeBytes { whole in
                    unsafe part.withUnsafeBytes { part in
                        unsafe pv_shares(whole.baseAddress, whole.count, part.baseAddress, part.count, window)
                    }
                }
            }
        }
    }

    /// Without blanks and line ends.
    static func plain(_ text: RawSpan, from start: Int) throws(SecretMemoryError) -> SecretBuffer {
        var out = try SecretBuffer(capacity: text.byteCount + 1)
        for place in start..<max(start, text.byteCount) { try put(text[place], in: &out) }
        return out
    }

    private static func percent(_ text: RawSpan, from start: Int) throws(SecretMemoryError) -> SecretBuffer {
        var out = try SecretBuffer(capacity: text.byteCount + 1)
        var place = start
        while place < text.byteCount {
            if text[place] == UInt8(ascii: "%"), place + 2 < text.byteCount, let high = digit(text[place + 1]),
                let low = digit(text[place + 2])
            {
                try put(high << 4 | low, in: &out)
                place += 3
            } else {
                try put(text[place], in: &out)
                place += 1
            }
        }
        return out
    }

    private static func hexadecimal(_ text: RawSpan, from start: Int) throws(SecretMemoryError) -> SecretBuffer {
        var out = try SecretBuffer(capacity: text.byteCount / 2 + 1)
        var place = start
        while place + 1 < text.byteCount {
            if let high = digit(text[place]), let low = digit(text[place + 1]) {
                try put(high << 4 | low, in: &out)
            } else {
                try out.append(0)
            }
            place += 2
        }
        return out
    }

    private static func base64(_ text: RawSpan, from start: Int) throws(SecretMemoryError) -> SecretBuffer {
        var out = try SecretBuffer(capacity: text.byteCount + 1)
        var place = start
        while place + 3 < text.byteCount {
            var group: UInt32 = 0
            var digits = 0
            while digits < 4, let value = sextet(text[place + digits]) {
                group = group << 6 | value
                digits += 1
            }
            // A last group of two or three digits stands for one or two bytes.
            group <<= UInt32(6 * (4 - digits))
            for index in 0..<max(0, digits - 1) {
                try put(UInt8(truncatingIfNeeded: group >> UInt32(16 - 8 * index)), in: &out)
            }
            if digits < 4 { try out.append(0) }
            place += 4
        }
        return out
    }

    private static func put(_ byte: UInt8, in out: inout SecretBuffer) throws(SecretMemoryError) {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): break
        default: try out.append(byte)
        }
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// Both alphabets of RFC 4648.
    private static func sextet(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
