/// Entra's error numbers, as its error bodies carry them.
enum AADSTS {
    /// The numbers that `error_codes` lists, then those that only the text has; each once, at most 16.
    static func codes(listed: JSONValue?, in text: String) -> [Int] {
        var found: [Int] = []
        let all = (listed?.array ?? []).compactMap(\.wholeNumber).compactMap { Int(exactly: $0) } + codes(in: text)
        for code in all where (1...99_999_999).contains(code) && !found.contains(code) && found.count < 16 {
            found.append(code)
        }
        return found
    }

    /// The number that says most.
    ///
    /// v1 nests texts, the general one first (`AADSTS70002: … AADSTS70008: …`): the last that the advice table knows
    /// is taken, or else the last.
    static func mostSpecific(_ codes: [Int]) -> Int? {
        codes.last { Advice.forCode($0) != nil } ?? codes.last
    }

    /// The first sentence of a description, at most 300 characters; nil unless it begins `AADSTSnnnn: `.
    static func firstSentence(of description: String) -> String? {
        // Older texts separate the tail with a line break, newer ones with a space.
        let line = description.split(maxSplits: 1, omittingEmptySubsequences: false) { $0.isNewline }.first ?? ""
        let clean = String(
            String.UnicodeScalarView(
                line.unicodeScalars.filter { scalar in
                    scalar.properties.generalCategory != .control && scalar.properties.generalCategory != .format
                }
            )
        )
        guard clean.hasPrefix("AADSTS"), let colon = clean.firstRange(of: ": ") else { return nil }
        let digits = clean[..<colon.lowerBound].dropFirst("AADSTS".count)
        guard (4...8).contains(digits.count), digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        let end = clean.firstRange(of: ". ")?.lowerBound ?? clean.endIndex
        let sentence = clean[..<end].prefix(300)
        // A token that was refused, or a URL with its query, is not to be repeated.
        if let url = sentence.firstRange(of: "://"), sentence[url.upperBound...].contains("?") { return nil }
        if sentence.contains("eyJ") { return nil }
        return String(sentence.hasSuffix(".") ? sentence.dropLast() : sentence)
    }

    private static func codes(in text: String) -> [Int] {
        text.split(separator: "AADSTS").dropFirst(text.hasPrefix("AADSTS") ? 0 : 1).compactMap { part in
            Int(part.prefix { $0.isASCII && $0.isNumber }.prefix(9))
        }
    }
}
