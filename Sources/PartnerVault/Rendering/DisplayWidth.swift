/// How many columns a terminal gives to text, by the rule of wcwidth(3) and Unicode's East Asian Width.
enum DisplayWidth {
    static func of(_ text: String) -> Int {
        // Nearly all text is this, and a vault may list thousands of tenants.
        if text.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) { return text.utf8.count }
        return text.reduce(0) { $0 + of($1) }
    }

    /// The longest start of `text` that fits `columns`, with an ellipsis where something is missing.
    static func fit(_ text: String, columns: Int) -> String {
        guard of(text) > columns else { return text }
        guard columns > 0 else { return "" }
        var kept = ""
        var used = 0
        for character in text {
            let width = of(character)
            if used + width > columns - 1 { break }
            kept.append(character)
            used += width
        }
        return kept + "…"
    }

    static func of(_ character: Character) -> Int {
        guard let first = character.unicodeScalars.first else { return 0 }
        // Variation selector 16 asks for the emoji form, which is wide.
        if first.value >= 0x300,
            first.properties.isEmojiPresentation || character.unicodeScalars.contains("\u{fe0f}")
        {
            return 2
        }
        // Marks that take room of their own, as in Thai and Hindi, belong to the character before them.
        return character.unicodeScalars.reduce(0) { $0 + of($1) }
    }

    private static func of(_ scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return scalar.value < 0x20 || scalar.value == 0x7f ? 0 : 1 }
        // Vowels and final consonants of a Korean syllable stand inside its first.
        if (0x1160...0x11ff).contains(scalar.value) { return 0 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        // Not our enum: everything else takes room.
        default: return wide.contains { $0.contains(scalar.value) } ? 2 : 1
        }
    }

    /// The blocks of EastAsianWidth.txt that are W or F.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xa960...0xa97c, 0xac00...0xd7a3, 0xf900...0xfaff,
        0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x16fe0...0x18cff, 0x1b000...0x1b2fb, 0x1f200...0x1f2ff,
        0x20000...0x3fffd,
    ]
}
