/// A piece of HTML: what is written in the program stands as it is, and whatever is put into it is escaped.
///
/// `"<td>\(name)"` cannot carry markup from `name`, in an element or in a quoted attribute.
struct Markup: Sendable, Equatable, ExpressibleByStringInterpolation {
    private(set) var text: String

    init(capacity: Int) {
        text = ""
        text.reserveCapacity(capacity)
    }

    init(stringLiteral value: String) { text = value }
    init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

    /// What was put into the program when it was built.
    init(embedded bytes: [UInt8]) { text = String(decoding: bytes, as: UTF8.self) }

    /// Nothing where there is nothing.
    mutating func add(_ more: Markup?) { if let more { text += more.text } }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + 20 * interpolationCount)
        }

        mutating func appendLiteral(_ literal: String) { text += literal }
        mutating func appendInterpolation(_ value: String) { Markup.escape(value, to: &text) }
        mutating func appendInterpolation(_ value: Int) { text += String(value) }
        mutating func appendInterpolation(_ value: Markup) { text += value.text }
        mutating func appendInterpolation(_ values: [Markup]) { for value in values { text += value.text } }

        /// Nothing where there is nothing.
        mutating func appendInterpolation(_ value: Markup?) { if let value { text += value.text } }
    }

    /// Controls and characters that turn the order of others round are shown by their numbers, as on a terminal.
    private static func escape(_ value: String, to text: inout String) {
        // Nearly all text is this, and a vault may list thousands of tenants.
        if value.utf8.allSatisfy(isPlain) {
            text += value
            return
        }
        for scalar in Printable.text(value).unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            case "'": text += "&#39;"
            default: text.unicodeScalars.append(scalar)
            }
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"): false
        default: (0x20...0x7e).contains(byte)
        }
    }
}
