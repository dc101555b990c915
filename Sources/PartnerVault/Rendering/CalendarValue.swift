import FoundationEssentials
import VaultModel

/// Values as iCalendar writes them (RFC 5545, 3.3).
enum CalendarValue {
    /// Text with its special characters escaped. Line breaks of every kind are kept; other controls, and marks that
    /// would turn the order of what is read, are dropped.
    static func text(_ raw: String) -> String {
        var written = ""
        var rest = raw[...]
        var afterReturn = false
        while let place = rest.utf8.firstIndex(where: { !isPlain($0) }) {
            if place > rest.startIndex { afterReturn = false }
            written += rest[..<place]
            let scalar = rest.unicodeScalars[place]
            switch scalar {
            case "\\": written += "\\\\"
            case ";": written += "\\;"
            case ",": written += "\\,"
            case "\n" where afterReturn: break
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": written += "\\n"
            default: if !Printable.isUnsafe(scalar) { written.unicodeScalars.append(scalar) }
            }
            afterReturn = scalar == "\r"
            rest = rest[rest.unicodeScalars.index(after: place)...]
        }
        if rest.startIndex == raw.startIndex { return raw }
        written += rest
        return written
    }

    /// `20270301T090000Z`
    static func instant(_ date: Date) -> String {
        InstantText.compact(date)
    }

    /// `P30D`, `PT12H0M0S`; a fraction of a second is dropped. Hours, minutes and seconds come together or not at all:
    /// the grammar has no hours followed by seconds.
    static func duration(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        let (days, rest) = (seconds / 86_400, seconds % 86_400)
        let time = "T\(rest / 3_600)H\(rest % 3_600 / 60)M\(rest % 60)S"
        if rest == 0, days > 0 { return "P\(days)D" }
        return days > 0 ? "P\(days)D\(time)" : "P\(time)"
    }

    /// `raw` as part of an identifier: letters, digits, points and hyphens stay, every other byte becomes `_` and its
    /// number, so that no two texts become one.
    static func identifier(_ raw: String) -> String {
        if raw.utf8.allSatisfy(staysInIdentifier) { return raw }
        var written = ""
        for byte in raw.utf8 {
            if staysInIdentifier(byte) {
                written.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                written += "_" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }
        return written
    }

    private static func staysInIdentifier(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x20...0x7e).contains(byte) && byte != UInt8(ascii: "\\") && byte != UInt8(ascii: ";")
            && byte != UInt8(ascii: ",")
    }
}
