import VaultCore

/// Comma-separated values by RFC 4180 that no spreadsheet takes for formulas.
struct CSVText: Sendable {
    enum Field: Sendable {
        case text(String?)
        case number(Int?)
    }

    private(set) var text = ""

    init(_ header: [String]) {
        text = header.map(Self.quote).joined(separator: ",") + "\r\n"
    }

    mutating func add(_ fields: [Field]) {
        Self.write(fields, to: &text)
    }

    /// Adds a line for each of many.
    mutating func add<Row: Sendable>(_ rows: [Row], _ fields: @Sendable (Row) -> [Field]) {
        rows.writeConcurrently(to: &text) { Self.write(fields($0), to: &$1) }
    }

    /// RFC 4180 ends lines with CRLF.
    private static func write(_ fields: [Field], to text: inout String) {
        for (place, field) in fields.enumerated() {
            if place > 0 { text += "," }
            switch field {
            case .number(let value?): text += String(value)
            case .text(let value?): text += quote(harmless(value))
            case .number(nil), .text(nil): break
            }
        }
        text += "\r\n"
    }

    /// An apostrophe in front makes a spreadsheet show the text instead of computing it (OWASP, CSV injection).
    ///
    /// Not only at the start: where the comma is for decimals, spreadsheets part cells at semicolons, quotes or not.
    private static func harmless(_ text: String) -> String {
        if text.utf8.first.map(isPlain) ?? true, text.utf8.allSatisfy(staysPlain) { return text }
        var safe = ""
        var beginsCell = true
        for (offset, scalar) in text.unicodeScalars.enumerated() {
            if beginsCell, formulaic.contains(scalar) || (offset == 0 && breaks.contains(scalar)) { safe += "'" }
            // Spaces and what cannot be seen are passed over when a cell is read.
            beginsCell = scalar == ";" || breaks.contains(scalar) || (beginsCell && isUnseen(scalar))
            safe.unicodeScalars.append(scalar)
        }
        return safe
    }

    private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || Printable.isUnsafe(scalar)
    }

    private static let formulaic: Set<Unicode.Scalar> = ["=", "+", "-", "@", "＝", "＋", "－", "＠"]
    private static let breaks: Set<Unicode.Scalar> = ["\t", "\r", "\n"]

    /// Within a cell nothing is a formula until the next one begins.
    private static func staysPlain(_ byte: UInt8) -> Bool {
        (0x20...0x7e).contains(byte) && byte != UInt8(ascii: ";")
    }

    /// Letters and digits begin no formula, and nearly all text begins with one and has no semicolon in it.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: ":"):
            true
        default: false
        }
    }

    private static func quote(_ text: String) -> String {
        // Bytes, since "\r\n" is one character to Swift.
        let isSpecial = text.utf8.contains { byte in
            byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == 0x0a || byte == 0x0d
        }
        guard isSpecial else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
