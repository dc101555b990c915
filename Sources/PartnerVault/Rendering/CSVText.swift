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
    private static func harmless(_ text: String) -> String {
        guard let first = text.unicodeScalars.first, "=+-@\t\r\n＝＋－＠".unicodeScalars.contains(first) else {
            return text
        }
        return "'" + text
    }

    private static func quote(_ text: String) -> String {
        // Scalars, since "\r\n" is one character to Swift.
        let special: Set<Unicode.Scalar> = [",", "\"", "\n", "\r"]
        guard text.unicodeScalars.contains(where: special.contains) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
