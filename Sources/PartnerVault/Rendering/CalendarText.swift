import VaultCore

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

    /// Writes what `body` puts in for each of many.
    mutating func add<Item: Sendable>(_ items: [Item], _ body: @Sendable (Item, inout CalendarText) -> Void) {
        items.writeConcurrently(to: &text) { item, text in
            var part = CalendarText()
            // Lent, so that all of them grow one text.
            swap(&part.text, &text)
            body(item, &part)
            swap(&part.text, &text)
        }
    }

    /// Adds a property whose value is in its written form.
    mutating func add(_ property: String, _ value: String) {
        if property.utf8.count + 1 + value.utf8.count > Self.longestLine {
            fold(property + ":" + value)
        } else {
            text += property
            text += ":"
            text += value
        }
        text += "\r\n"
    }

    /// Adds a property of text, whatever the text is.
    mutating func add(_ property: String, text value: String) {
        add(property, CalendarValue.text(value))
    }

    /// Breaks between characters, so that each line is UTF-8 by itself; the space that begins a further line counts.
    private mutating func fold(_ line: String) {
        var rest = Substring(line)
        var room = Self.longestLine
        while rest.utf8.count > room {
            var end = rest.utf8.index(rest.startIndex, offsetBy: room)
            while end.samePosition(in: line.unicodeScalars) == nil { end = rest.utf8.index(before: end) }
            text += rest[..<end]
            text += "\r\n "
            rest = rest[end...]
            room = Self.longestLine - 1
        }
        text += rest
    }
}
