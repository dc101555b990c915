/// Numbers under each other with a bar each, drawn with characters for the width there is.
struct BarChart: Sendable {
    /// Differs by its character too, so that it says the same without colour.
    enum Mark: Sendable, CaseIterable {
        case bad, caution, good

        var character: Character {
            switch self {
            case .bad: "█"
            case .caution: "▓"
            case .good: "░"
            }
        }

        var tone: Cell.Tone {
            switch self {
            case .bad: .bad
            case .caution: .caution
            case .good: .good
            }
        }
    }

    struct Row: Sendable {
        var label: Cell
        var parts: [(mark: Mark, count: Int)]

        var total: Int { parts.reduce(0) { $0 + $1.count } }
    }

    /// Longer bars say nothing more.
    private static let longest = 60
    private static let gap = "  "

    var rows: [Row] = []

    func text(on screen: Screen) -> String {
        let label = rows.map(\.label.width).max() ?? 0
        let most = rows.map(\.total).max() ?? 0
        let digits = String(most).count
        let room = max(1, min(Self.longest, (screen.columns ?? 80) - label - digits - 2 * Self.gap.count))
        return rows.map { row in
            let number = String(row.total)
            let head = row.label.painted(on: screen) + String(repeating: " ", count: label - row.label.width) + Self.gap
            let count = String(repeating: " ", count: digits - number.count) + number
            guard row.total > 0 else { return head + Cell.painted(count, .faint, on: screen) + "\n" }
            let bar = zip(row.parts, Self.lengths(row.parts.map(\.count), most: most, room: room)).map { part, length in
                length == 0
                    ? ""
                    : Cell.painted(
                        String(repeating: part.mark.character, count: length), part.mark.tone, on: screen)
            }
            return head + count + Self.gap + bar.joined() + "\n"
        }.joined()
    }

    /// How many columns each part of a bar takes, where `most` take all the `room` there is; what there is shows.
    static func lengths(_ counts: [Int], most: Int, room: Int) -> [Int] {
        var lengths = counts.map { count in
            most <= room ? count : count == 0 ? 0 : max(1, Int(Double(count) * Double(room) / Double(most)))
        }
        while lengths.reduce(0, +) > room {
            // Of equals the last, which matters least.
            let widest = lengths.indices.reversed().max { lengths[$0] < lengths[$1] }
            guard let widest else { break }
            lengths[widest] -= 1
        }
        return lengths
    }
}
