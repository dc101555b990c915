import FoundationEssentials
import VaultCore
import VaultModel

/// A JSON value whose keys stay in the order in which they were written.
enum JSONText: Sendable, Equatable {
    case null
    case bool(Bool)
    case number(Int)
    /// A number as somebody else wrote it.
    case decimal(Double)
    case string(String)
    case array([JSONText])
    case object([Member])

    struct Member: Sendable, Equatable {
        var name: String
        var value: JSONText
    }

    init(_ text: String?) { self = text.map { .string($0) } ?? .null }
    init(_ number: Int?) { self = number.map { .number($0) } ?? .null }
    init(_ date: Date?) { self = date.map { .string(InstantText.format($0)) } ?? .null }
    init(_ texts: [String]) { self = .array(texts.map { .string($0) }) }

    /// An object with one more member.
    func adding(_ name: String, _ value: JSONText) -> JSONText {
        guard case .object(let members) = self else { return self }
        return .object(members + [Member(name: name, value: value)])
    }

    /// On one line, as errors are written.
    var line: String {
        var text = ""
        write(to: &text, indent: nil)
        return text
    }

    /// Indented by two spaces, with a line feed at the end.
    var text: String {
        if case .array(let elements) = self, !elements.isEmpty { return Self.list(elements) { $0 } }
        var text = ""
        write(to: &text, indent: 0)
        return text + "\n"
    }

    /// The same of an array with a value for each row; no value outlives its own text.
    static func list<Row: Sendable>(_ rows: [Row], _ value: @Sendable (Row) -> JSONText) -> String {
        guard !rows.isEmpty else { return JSONText.array([]).text }
        var text = "["
        rows.writeConcurrently(to: &text, separator: ",") { row, text in
            breakLine(2, in: &text)
            value(row).write(to: &text, indent: 2)
        }
        text += "\n]\n"
        return text
    }

    private func write(to text: inout String, indent: Int?) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .number(let value): text += String(value)
        case .decimal(let value): text += value.isFinite ? "\(value)" : "null"
        case .string(let value): Self.quote(value, to: &text)
        case .array(let elements):
            Self.bracket("[", "]", elements, to: &text, indent: indent) { element, text, inner in
                element.write(to: &text, indent: inner)
            }
        case .object(let members):
            Self.bracket("{", "}", members, to: &text, indent: indent) { member, text, inner in
                Self.quote(member.name, to: &text, inner == nil ? "\":" : "\": ")
                member.value.write(to: &text, indent: inner)
            }
        }
    }

    private static func bracket<Element>(
        _ open: String,
        _ close: String,
        _ elements: [Element],
        to text: inout String,
        indent: Int?,
        _ write: (Element, inout String, Int?) -> Void
    ) {
        text += open
        let inner = indent.map { $0 + 2 }
        for (index, element) in elements.enumerated() {
            if index > 0 { text += "," }
            if let inner { Self.breakLine(inner, in: &text) }
            write(element, &text, inner)
        }
        if let indent, !elements.isEmpty { Self.breakLine(indent, in: &text) }
        text += close
    }

    private static func breakLine(_ indent: Int, in text: inout String) {
        // A new string each time would be most of the work.
        switch indent {
        case 2: text += "\n  "
        case 4: text += "\n    "
        case 6: text += "\n      "
        default:
            text += "\n"
            for _ in 0..<(indent / 2) { text += "  " }
        }
    }

    /// Controls and format characters are escaped everywhere: JSON is read on terminals too.
    private static func quote(_ value: String, to text: inout String, _ close: String = "\"") {
        text += "\""
        defer { text += close }
        // Nearly all text is this, and a vault may list thousands of tenants.
        if value.utf8.allSatisfy({ (0x20...0x7e).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") })
        {
            text += value
            return
        }
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            default:
                if Printable.isUnsafe(scalar) {
                    for unit in String(scalar).utf16 {
                        let digits = String(unit, radix: 16)
                        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                    }
                } else {
                    text.unicodeScalars.append(scalar)
                }
            }
        }
    }
}

extension JSONText: ExpressibleByDictionaryLiteral {
    init(dictionaryLiteral elements: (String, JSONText)...) {
        self = .object(elements.map { Member(name: $0.0, value: $0.1) })
    }
}
