internal import FoundationEssentials

extension Data {
    /// Random bytes, for values that nobody may read anything into.
    static func random(_ count: Int) -> Data {
        var generator = SystemRandomNumberGenerator()
        return Data((0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }

    /// Base64 in the alphabet of URLs, without padding.
    var base64URL: String {
        let standard = base64EncodedString().prefix { $0 != "=" }
        return String(standard.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
    }

    /// Reads that form; padding is refused, as in tokens.
    init?(base64URL text: some StringProtocol) {
        guard !text.contains("=") else { return nil }
        var standard = String(text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
        while standard.utf8.count % 4 != 0 { standard.append("=") }
        self.init(base64Encoded: standard)
    }
}
