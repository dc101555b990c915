extension RawSpan {
    /// The byte at `place`, which is checked against the bounds.
    subscript(place: Int) -> UInt8 {
        // Any byte is a valid UInt8, and the load checks the bounds.
        unsafe unsafeLoad(fromByteOffset: place, as: UInt8.self)
    }

    /// Whether the bytes are well-formed UTF-8; nothing is copied.
    var isUTF8: Bool {
        unsafe withUnsafeBytes { bytes in
            // Raw bytes may be looked at as UInt8, for as long as this closure runs.
            let view = unsafe UnsafeBufferPointer(
                start: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self),
                count: bytes.count
            )
            return unsafe (try? UTF8Span(validating: view.span)) != nil
        }
    }

    /// Whether the bytes are those of `text`.
    func isEqual(to text: String) -> Bool {
        var place = 0
        for byte in text.utf8 {
            guard place < byteCount, self[place] == byte else { return false }
            place += 1
        }
        return place == byteCount
    }

    /// Whether the bytes from `start` on begin with those of `text`.
    package func hasPrefix(_ text: StaticString, at start: Int = 0) -> Bool {
        guard byteCount - start >= text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { text in
            for index in 0..<text.count {
                guard unsafe self[start + index] == text[index] else { return false }
            }
            return true
        }
    }

    func contains(_ byte: UInt8) -> Bool {
        for place in 0..<byteCount where self[place] == byte { return true }
        return false
    }

    /// The bytes without spaces and tabs at either end.
    var trimmed: Range<Int> {
        var (start, end) = (0, byteCount)
        while start < end, self[start] == 0x20 || self[start] == 0x09 { start += 1 }
        while end > start, self[end - 1] == 0x20 || self[end - 1] == 0x09 { end -= 1 }
        return start..<end
    }

    /// The bytes as text if they are 1 to 32 ASCII letters, hyphens and underscores: as names of fields are, and client
    /// secrets, which are longer and have digits, are not. What is shown of a foreign name goes through here.
    var nameToShow: String? {
        guard (1...32).contains(byteCount) else { return nil }
        for place in 0..<byteCount {
            switch self[place] {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"),
                UInt8(ascii: "_"):
                continue
            default: return nil
            }
        }
        return text
    }

    /// A copy as text, for what is no secret; broken UTF-8 is repaired, so check `isUTF8` first.
    var text: String {
        unsafe withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
    }
}
