import FoundationEssentials
import VaultCore
import VaultModel

/// The state of the vault at a glance, for people at a terminal.
enum OverviewText {
    static func text(_ report: VaultReport, on screen: Screen) -> String {
        var parts = [head(report, on: screen)]
        guard report.tenants > 0 else { return parts.joined() + "\n" + FirstSteps.text(on: screen) }
        parts.append(verdicts(report).text(on: screen))
        parts.append(heading("ends", on: screen) + ends(report).text(on: screen))
        if !report.soonest.isEmpty { parts.append(ExpiryText.table(Array(report.soonest)).text(on: screen)) }
        parts.append(heading("findings", on: screen) + OverviewFindings.text(report.findings, on: screen))
        return parts.joined(separator: "\n")
    }

    static func heading(_ title: String, on screen: Screen) -> String {
        Cell.painted(title.uppercased(), .strong, on: screen) + "\n"
    }

    /// A line of words, broken where the screen ends, with what to do about it in a line of its own.
    static func paragraph(_ words: String, _ tone: Cell.Tone = .plain, next: String? = nil, on screen: Screen) -> String
    {
        lines(Cell(words, tone), on: screen) + (next.map { lines(Cell("→ \($0)", .strong), on: screen) } ?? "")
    }

    private static func lines(_ cell: Cell, on screen: Screen) -> String {
        let lines = screen.columns.map { Facts.wrap(cell.text, columns: max(16, $0)) } ?? [cell.text]
        return lines.map { Cell.painted($0, cell.tone, on: screen) + "\n" }.joined()
    }

    private static func head(_ report: VaultReport, on screen: Screen) -> String {
        let scope = OverviewWords.scope(report).joined(separator: ", ")
        var text = paragraph("\(OverviewWords.minute(report.at)): \(scope)", .strong, on: screen)
        if let reading = OverviewWords.readings(report) {
            text += paragraph(reading, .caution, next: OverviewWords.syncCommand, on: screen)
        }
        return text
    }

    /// What there is none of is left out, save what everyone looks for.
    private static func verdicts(_ report: VaultReport) -> BarChart {
        var chart = BarChart()
        for (verdict, count) in report.counts where count > 0 || ["expired", "critical", "ok"].contains(verdict) {
            chart.rows.append(.init(label: Cell(words(ofCode: verdict)), parts: [(mark(verdict), count)]))
        }
        return chart
    }

    private static func ends(_ report: VaultReport) -> BarChart {
        let timeline = Timeline(report.rows, at: report.at)
        var chart = BarChart()
        chart.rows.append(row("already", timeline.ended))
        for month in timeline.months { chart.rows.append(row(month.name, month.tally)) }
        chart.rows.append(row("later", timeline.later))
        chart.rows.append(row("unknown", timeline.unknown))
        return chart
    }

    private static func row(_ label: String, _ tally: Timeline.Tally) -> BarChart.Row {
        .init(label: Cell(label), parts: [(.bad, tally.now), (.caution, tally.soon), (.good, tally.fine)])
    }

    private static func mark(_ verdict: String) -> BarChart.Mark {
        switch Urgency(verdict: verdict) {
        case .now: .bad
        case .soon: .caution
        case .fine: .good
        }
    }
}
