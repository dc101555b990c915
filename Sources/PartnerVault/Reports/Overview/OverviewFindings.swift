import VaultCore

/// Findings under their kinds on a terminal, each with the command that mends it.
enum OverviewFindings {
    private static let limit = 20
    private static let indent = 2
    private static let gap = 2
    private static let longestName = 24

    static func text(_ findings: [FindingReport], on screen: Screen) -> String {
        guard !findings.isEmpty else { return OverviewText.paragraph("none", .good, on: screen) }
        let groups = FindingGroup.groups(of: findings)
        let shares = FindingGroup.shares(of: groups, limit: limit)
        let shown = zip(groups, shares).map { ($0, $0.findings.prefix($1)) }
        let rows = shown.flatMap(\.1).map(Line.init)
        let widths = Widths(rows, on: screen)
        var text = ""
        for (group, part) in shown {
            let title = "\(words(ofCode: group.code)) (\(group.findings.count))"
            text += Cell(title, FindingText.tone(group.code)).painted(on: screen) + "\n"
            for finding in part { text += Line(finding).text(widths, on: screen) }
        }
        let rest = findings.count - rows.count
        if rest > 0 { text += OverviewText.paragraph("and \(rest) more: \(OverviewWords.checkCommand)", on: screen) }
        return text
    }

    private struct Line {
        let tenant: Cell
        let message: Cell
        let command: Cell?

        init(_ finding: FindingReport) {
            tenant = Cell(finding.tenant)
            message = Cell(finding.message)
            command = finding.action.map { Cell($0, .strong) }
        }

        func text(_ widths: Widths, on screen: Screen) -> String {
            let name = widths.isOneLine ? tenant : tenant.cut(to: widths.tenant)
            let start = spaces(indent) + name.painted(on: screen) + spaces(widths.tenant - name.width + gap)
            guard widths.isOneLine else {
                return start + lines(message, columns: widths.room, under: indent + widths.tenant + gap, on: screen)
                    + (command.map { under($0, on: screen) } ?? "")
            }
            let space = spaces(widths.message - message.width + gap)
            let end = command.map { space + Cell("→ \($0.text)", $0.tone).painted(on: screen) } ?? ""
            return start + message.painted(on: screen) + end + "\n"
        }

        /// Further to the left than the message, where a command has room to stay on one line.
        private func under(_ command: Cell, on screen: Screen) -> String {
            let (start, arrow) = (2 * indent, Cell("→ ", command.tone))
            return spaces(start) + arrow.painted(on: screen)
                + lines(command, columns: (screen.columns ?? 80) - start - 2, under: start + 2, on: screen)
        }

        private func lines(_ cell: Cell, columns: Int, under indent: Int, on screen: Screen) -> String {
            Facts.wrap(cell.text, columns: max(8, columns))
                .map { Cell.painted($0, cell.tone, on: screen) + "\n" }
                .joined(separator: spaces(indent))
        }

        private func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
    }

    private struct Widths {
        let tenant: Int
        let message: Int
        let room: Int
        /// Everything has room beside each other, or nobody looks.
        let isOneLine: Bool

        init(_ lines: [Line], on screen: Screen) {
            let longest = lines.map(\.tenant.width).max() ?? 0
            message = lines.map(\.message.width).max() ?? 0
            let command = (lines.compactMap(\.command?.width).max() ?? 0) + 2
            let whole = indent + longest + gap + message + gap + command
            isOneLine = screen.columns.map { whole <= $0 } ?? true
            tenant = isOneLine ? longest : min(longest, longestName, max(8, (screen.columns ?? 80) / 4))
            room = max(16, (screen.columns ?? 80) - indent - tenant - gap)
        }
    }
}
