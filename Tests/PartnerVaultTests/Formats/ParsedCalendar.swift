import Foundation

/// iCalendar read by the letter of RFC 5545: what the grammar does not have is an error.
struct ParsedCalendar {
    struct Malformed: Error, CustomStringConvertible {
        let description: String
    }

    final class Component {
        let name: String
        fileprivate(set) var properties: [(name: String, value: String)] = []
        fileprivate(set) var components: [Component] = []

        init(_ name: String) { self.name = name }

        func values(_ name: String) -> [String] { properties.filter { $0.name == name }.map(\.value) }
        func value(_ name: String) -> String? { values(name).count == 1 ? values(name).first : nil }
        func text(_ name: String) throws -> String? { try value(name).map(ParsedCalendar.unescaped) }
    }

    let calendar: Component
    var events: [Component] { calendar.components.filter { $0.name == "VEVENT" } }

    init(_ text: String) throws {
        var stack = [Component("")]
        for line in try Self.logicalLines(Array(text.utf8)) {
            guard let match = line.wholeMatch(of: /([A-Z][A-Z0-9-]*):(.*)/) else {
                throw Malformed(description: "no property: \(line)")
            }
            let (name, value) = (String(match.output.1), String(match.output.2))
            switch name {
            case "BEGIN": stack.append(Component(value))
            case "END":
                let ended = stack.removeLast()
                guard ended.name == value, let outer = stack.last else { throw Malformed(description: "END:\(value)") }
                outer.components.append(ended)
            default: stack.last?.properties.append((name, value))
            }
        }
        guard stack.count == 1, stack[0].properties.isEmpty, stack[0].components.count == 1 else {
            throw Malformed(description: "not one calendar")
        }
        calendar = stack[0].components[0]
    }

    /// Lines end in CRLF, have at most 75 octets, are UTF-8 each by itself, and hold no controls; folds are undone.
    private static func logicalLines(_ bytes: [UInt8]) throws -> [String] {
        var lines: [String] = []
        var line: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == 13, index + 1 < bytes.count, bytes[index + 1] == 10 {
                guard line.count <= 75 else { throw Malformed(description: "\(line.count) octets") }
                guard let text = String(validating: line, as: UTF8.self) else {
                    throw Malformed(description: "a character is parted")
                }
                if let first = text.unicodeScalars.first, first == " " || first == "\t" {
                    guard let last = lines.indices.last else { throw Malformed(description: "begins with a fold") }
                    lines[last].unicodeScalars.append(contentsOf: text.unicodeScalars.dropFirst())
                } else {
                    lines.append(text)
                }
                line = []
                index += 2
                continue
            }
            guard bytes[index] >= 0x20 && bytes[index] != 0x7f else {
                throw Malformed(description: "control \(bytes[index])")
            }
            line.append(bytes[index])
            index += 1
        }
        guard line.isEmpty else { throw Malformed(description: "no end of the last line") }
        return lines
    }

    /// TEXT without its escapes; a comma or semicolon that has none would part the value.
    fileprivate static func unescaped(_ value: String) throws -> String {
        var text = ""
        var isEscaped = false
        for scalar in value.unicodeScalars {
            switch (isEscaped, scalar) {
            case (true, "n"), (true, "N"): text += "\n"
            case (true, "\\"), (true, ";"), (true, ","): text.unicodeScalars.append(scalar)
            case (true, _), (false, ";"), (false, ","): throw Malformed(description: "bad escape: \(value)")
            case (false, "\\"):
                isEscaped = true
                continue
            case (false, _): text.unicodeScalars.append(scalar)
            }
            isEscaped = false
        }
        guard !isEscaped else { throw Malformed(description: "ends in a backslash") }
        return text
    }
}
