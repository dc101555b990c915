internal import FoundationEssentials

extension Data {
    /// Random bytes, for values that nobody may read anything into.
    static func random(_ count: Int) -> Data {
        // Eight at a time: each word is a call of the system.
        var bytes: [UInt8] = []
        while bytes.count < count {
            let word = UInt64.random(in: .min ... .max)
            bytes += (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
        }
        return Data(bytes.prefix(count))
    }

    /// Hexadecimal digits, in lower case.
    var hex: String { map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }

    /// Base64 in the alphabet of URLs, without padding.
    var base64URL: String {
        let standard = base64EncodedString().utf8.prefix { $0 != UInt8(ascii: "=") }
        let signs = standard.map { byte in
            switch byte {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            default: byte
            }
        }
        return String(decoding: signs, as: UTF8.self)
    }

    /// Reads that form; padding is refused, as in tokens.
    init?(base64URL text: some StringProtocol) {
        guard !text.contains("=") else { return nil }
        var standard = String(text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
        while standard.utf8.count % 4 != 0 { standard.append("=") }
        self.init(base64Encoded: standard)
    }
}
