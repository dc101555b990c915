/// One thing as lines of label and value; long values go on under themselves.
struct Facts: Sendable {
    private var lines: [(label: String, value: Cell)] = []

    mutating func add(_ label: String, _ value: Cell) {
        lines.append((label, value))
    }

    /// Leaves the line out where there is no value.
    mutating func add(_ label: String, _ value: String?) {
        guard let value, !value.isEmpty else { return }
        add(label, Cell(value))
    }

    func text(on screen: Screen) -> String {
        let indent = (lines.map { DisplayWidth.of($0.label) }.max() ?? 0) + 2
        let room = screen.columns.map { max(16, $0 - indent) }
        return lines.map { label, value in
            let padding = String(repeating: " ", count: indent - DisplayWidth.of(label))
            let pieces = room.map { Self.wrap(value.text, columns: $0) } ?? [value.text]
            let painted = pieces.map { Cell.painted($0, value.tone, on: screen) }
            let joint = "\n" + String(repeating: " ", count: indent)
            return Cell.painted(label, .strong, on: screen) + padding + painted.joined(separator: joint) + "\n"
        }.joined()
    }

    /// Breaks at spaces, and inside a word only where it alone is too long.
    static func wrap(_ text: String, columns: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            let candidate = line.isEmpty ? String(word) : line + " " + word
            if DisplayWidth.of(candidate) <= columns {
                line = candidate
                continue
            }
            if !line.isEmpty { lines.append(line) }
            line = ""
            for character in word {
                if DisplayWidth.of(line) + DisplayWidth.of(character) > columns {
                    lines.append(line)
                    line = ""
                }
                line.append(character)
            }
        }
        lines.append(line)
        return lines
    }
}
