/// Rows under headings, laid out for the width there is.
struct Table: Sendable {
    struct Column: Sendable {
        enum Side { case left, right }

        var title: String
        /// 0 is never dropped; the highest are the first to go when room is short.
        var rank: Int
        var side: Side
        /// As narrow as cutting may make it.
        var least: Int

        init(_ title: String, rank: Int = 0, side: Side = .left, least: Int = 8) {
            self.title = title
            self.rank = rank
            self.side = side
            self.least = least
        }
    }

    private static let gap = 2
    /// Below this, columns go before anything is cut: two halves of a table say less than one whole.
    private static let narrow = 60

    var columns: [Column]
    var rows: [[Cell]] = []

    init(_ columns: [Column]) {
        self.columns = columns
    }

    /// The lines of the table; headings only, where there are no rows.
    func text(on screen: Screen) -> String {
        var natural = columns.map { DisplayWidth.of($0.title) }
        for row in rows {
            for index in natural.indices { natural[index] = max(natural[index], row[index].width) }
        }
        let (shown, widths) = layout(natural, within: screen.columns)
        var text = ""
        text.reserveCapacity((rows.count + 1) * (Self.total(widths) + 1))
        put(columns.map { Cell($0.title.uppercased(), .strong) }, shown, widths, on: screen, to: &text)
        for row in rows { put(row, shown, widths, on: screen, to: &text) }
        return text
    }

    /// Which columns are shown, and how wide.
    private func layout(_ natural: [Int], within room: Int?) -> ([Int], [Int]) {
        guard let room else { return (Array(columns.indices), natural) }
        let least = columns.indices.map { index in
            min(natural[index], max(columns[index].least, DisplayWidth.of(columns[index].title)))
        }
        let shown = choose(room < Self.narrow ? natural : least, within: room)
        var widths = shown.map { natural[$0] }
        while Self.total(widths) > room {
            let cuttable = widths.indices.filter { widths[$0] > least[shown[$0]] }
            // Only columns that may not be dropped are left and still too wide: then headings are cut as well.
            let candidates = cuttable.isEmpty ? widths.indices.filter { widths[$0] > 1 } : cuttable
            guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
        }
        return (shown, widths)
    }

    /// As many columns as fit, the most important first, in the order in which they stand.
    private func choose(_ widths: [Int], within room: Int) -> [Int] {
        var chosen: [Int] = []
        for index in columns.indices.sorted(by: { (columns[$0].rank, $0) < (columns[$1].rank, $1) }) {
            let fits = Self.total((chosen + [index]).map { widths[$0] }) <= room
            if fits || columns[index].rank == 0 { chosen.append(index) }
        }
        return chosen.sorted()
    }

    private static func total(_ widths: [Int]) -> Int {
        widths.reduce(0, +) + gap * max(0, widths.count - 1)
    }

    /// One line; spaces are written when something follows them, so that no line ends in one.
    private func put(_ row: [Cell], _ shown: [Int], _ widths: [Int], on screen: Screen, to text: inout String) {
        var spaces = 0
        for (position, index) in shown.enumerated() {
            let cell = row[index].cut(to: screen.columns == nil ? nil : widths[position])
            let padding = max(0, widths[position] - cell.width)
            if columns[index].side == .right { spaces += padding }
            if !cell.text.isEmpty {
                text.append(String(repeating: " ", count: spaces))
                text.append(cell.painted(on: screen))
                spaces = 0
            }
            if columns[index].side == .left { spaces += padding }
            spaces += Self.gap
        }
        text.append("\n")
    }
}
