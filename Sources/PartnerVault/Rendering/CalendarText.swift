/// An iCalendar stream (RFC 5545), line by line.
struct CalendarText: Sendable {
    /// In octets, the line's end apart (RFC 5545, 3.1).
    private static let longestLine = 75

    private(set) var text = ""

    /// Writes a component with what `body` puts into it.
    mutating func component(_ name: String, _ body: (inout CalendarText) -> Void) {
        add("BEGIN", name)
        body(&self)
        add("END", name)
    }

    /// Adds what another holds.
    mutating func add(_ other: CalendarText) {
        text += other.text
    }

    /// Adds a property whose value is in its written form.
    mutating func add(_ property: String, _ value: String) {
        fold(property + ":" + value)
    }

    /// Adds a property of text, whatever the text is.
    mutating func add(_ property: String, text value: String) {
        add(property, CalendarValue.text(value))
    }

    /// Breaks between characters, so that each line is UTF-8 by itself; the space that begins a further line counts.
    private mutating func fold(_ line: String) {
        defer { text += "\r\n" }
        guard line.utf8.count > Self.longestLine else {
            text += line
            return
        }
        var room = Self.longestLine
        for scalar in line.unicodeScalars {
            let length = UTF8.width(scalar)
            if length > room {
                text += "\r\n "
                room = Self.longestLine - 1
            }
            text.unicodeScalars.append(scalar)
            room -= length
        }
    }
}
