/// Text that came from outside, made safe for a terminal: it can neither move the cursor nor hide its own order.
enum Printable {
    static func text(_ raw: String) -> String {
        if raw.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) { return raw }
        guard raw.unicodeScalars.contains(where: isUnsafe) else { return raw }
        var shown = ""
        for scalar in raw.unicodeScalars {
            if isUnsafe(scalar) { shown += escape(scalar) } else { shown.unicodeScalars.append(scalar) }
        }
        return shown
    }

    /// Controls (escape sequences begin with one) and format characters (right-to-left marks, zero width).
    static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7e: false
        // The joiner stands inside ordinary emoji.
        case 0x200d: false
        default:
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: true
            // Not our enum: general categories are many, and all others are visible or empty.
            default: false
            }
        }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        default: "\\u{\(String(scalar.value, radix: 16))}"
        }
    }
}
