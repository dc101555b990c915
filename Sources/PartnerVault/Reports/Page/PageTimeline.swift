/// The next twelve months as columns, each as high as there are ends in it.
///
/// Widths are parts of a hundred and letters are not scaled, so that the months can be read on a phone.
enum PageTimeline {
    private static let bar = 120
    private static let base = 144
    private static let names = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    static func markup(_ timeline: Timeline) -> Markup {
        let most = timeline.months.map(\.tally.total).max() ?? 0
        let columns = timeline.months.enumerated().map { column($1, at: $0, most: max(1, most)) }
        return """
            <section aria-labelledby="ends"><h2 id="ends">When they end</h2>
            <svg class="months" role="list" aria-label="Ends in each of the next twelve months" width="100%" \
            height="188">
            \(columns)<line x1="0" x2="100%" y1="\(base)" y2="\(base)"/></svg>
            <p class="key"><span class="now">act today</span> <span class="soon">can wait</span> \
            <span class="fine">in order</span></p>
            <p class="beyond">\(beyond(timeline))</p></section>

            """
    }

    private static func column(_ month: Timeline.Month, at index: Int, most: Int) -> Markup {
        let (year, name) = (String(month.name.prefix(4)), word(month.name))
        let middle = percent(2 * index + 1, of: 24)
        let (bars, top) = bars(month.tally, at: index, most: most)
        let total = month.tally.total
        return """
            <g role="listitem" aria-label="\(spoken(month.tally, in: "\(name) \(year)"))">\
            <title>\(spoken(month.tally, in: "\(name) \(year)"))</title>\
            <rect class="room" x="\(percent(index, of: 12))" y="0" width="8.33%" height="188"/>\(bars)\
            \(total == 0 ? nil : text(compact(total), "count", x: middle, y: top - 6))\
            \(text(String(name.prefix(3)), "month", x: middle, y: base + 18))\
            \(index == 0 || name == names[0] ? text(year, "year", x: middle, y: base + 36) : nil)</g>

            """
    }

    /// From the base up, the most urgent at the bottom; and where the topmost ends.
    private static func bars(_ tally: Timeline.Tally, at index: Int, most: Int) -> ([Markup], Int) {
        let parts = [(Urgency.now, tally.now), (.soon, tally.soon), (.fine, tally.fine)]
        var y = base
        var bars: [Markup] = []
        for (urgency, count) in parts where count > 0 {
            // What there is shows, however many there are elsewhere.
            let height = max(3, count * bar / most)
            y -= height
            bars.append(
                """
                <rect class="\(PageStyle.name(of: urgency))" x="\(percent(8 * index + 1, of: 96))" y="\(y)" \
                width="6.25%" height="\(height)"/>
                """)
        }
        return (bars, y)
    }

    private static func text(_ text: String, _ style: String, x: String, y: Int) -> Markup {
        "<text aria-hidden=\"true\" class=\"\(style)\" x=\"\(x)\" y=\"\(y)\">\(text)</text>"
    }

    /// Two digits behind the point are enough for any screen.
    private static func percent(_ part: Int, of whole: Int) -> String {
        let hundredths = part * 10_000 / whole
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)%"
    }

    private static func word(_ month: String) -> String {
        let number = Int(month.suffix(2)) ?? 1
        return names[min(max(number, 1), 12) - 1]
    }

    private static func spoken(_ tally: Timeline.Tally, in month: String) -> String {
        guard tally.total > 0 else { return "\(month): none ends" }
        var parts: [String] = []
        if tally.now > 0 { parts.append("\(tally.now) to act on today") }
        if tally.soon > 0 { parts.append("\(tally.soon) that can wait") }
        if tally.fine > 0 { parts.append("\(tally.fine) in order") }
        return "\(month): \(tally.total) \(tally.total == 1 ? "ends" : "end"), \(parts.joined(separator: ", "))"
    }

    /// At most four characters: a column is narrow on a phone.
    private static func compact(_ number: Int) -> String {
        switch number {
        case ..<1_000: String(number)
        case ..<10_000: "\(number / 1_000).\(number % 1_000 / 100)k"
        default: "\(number / 1_000)k"
        }
    }

    private static func beyond(_ timeline: Timeline) -> String {
        let (ended, later, unknown) = (timeline.ended.total, timeline.later.total, timeline.unknown.total)
        var parts = ["\(ended == 0 ? "None has" : "\(ended) \(ended == 1 ? "has" : "have")") ended already"]
        if later > 0 { parts.append("\(later) \(later == 1 ? "ends" : "end") later than these months") }
        if unknown > 0 { parts.append("\(unknown) \(unknown == 1 ? "has" : "have") no known end") }
        return parts.joined(separator: ", ") + "."
    }
}
