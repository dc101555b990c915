/// Comma-separated values by RFC 4180 that no spreadsheet takes for formulas.
struct CSVText: Sendable {
    enum Field: Sendable {
        case text(String?)
        case number(Int?)
    }

    private var lines: [String]

    init(_ header: [String]) {
        lines = [header.map(Self.quote).joined(separator: ",")]
    }

    mutating func add(_ fields: [Field]) {
        lines.append(fields.map(Self.field).joined(separator: ","))
    }

    /// RFC 4180 ends lines with CRLF.
    var text: String { lines.map { $0 + "\r\n" }.joined() }

    private static func field(_ field: Field) -> String {
        switch field {
        case .number(let value): value.map { String($0) } ?? ""
        case .text(let value): quote(harmless(value ?? ""))
        }
    }

    /// An apostrophe in front makes a spreadsheet show the text instead of computing it (OWASP, CSV injection).
    ///
    /// Not only at the start: where the comma is for decimals, spreadsheets part cells at semicolons, quotes or not.
    private static func harmless(_ text: String) -> String {
        if text.utf8.allSatisfy(isPlain) { return text }
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
        // Scalars, since "\r\n" is one character to Swift.
        let special: Set<Unicode.Scalar> = [",", "\"", "\n", "\r"]
        guard text.unicodeScalars.contains(where: special.contains) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
