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
            command = finding.action.map { Cell("→ \($0)", .strong) }
        }

        func text(_ widths: Widths, on screen: Screen) -> String {
            let name = widths.isOneLine ? tenant : tenant.cut(to: widths.tenant)
            let start = String(repeating: " ", count: indent) + name.painted(on: screen)
            let padding = String(repeating: " ", count: max(0, widths.tenant - name.width) + gap)
            let under = String(repeating: " ", count: indent + widths.tenant + gap)
            if widths.isOneLine {
                guard let command else { return start + padding + message.painted(on: screen) + "\n" }
                let space = String(repeating: " ", count: widths.message - message.width + gap)
                return start + padding + message.painted(on: screen) + space + command.painted(on: screen) + "\n"
            }
            let pieces =
                Facts.wrap(message.text, columns: widths.room).map { ($0, message.tone) }
                + (command.map { command in
                    Facts.wrap(command.text, columns: widths.room).map { ($0, command.tone) }
                } ?? [])
            return start + padding
                + pieces.map { Cell.painted($0, $1, on: screen) + "\n" }.joined(separator: under)
        }
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
            let command = lines.compactMap(\.command?.width).max() ?? 0
            let whole = indent + longest + gap + message + gap + command
            isOneLine = screen.columns.map { whole <= $0 } ?? true
            tenant = isOneLine ? longest : min(longest, longestName, max(8, (screen.columns ?? 80) / 4))
            room = max(16, (screen.columns ?? 80) - indent - tenant - gap)
        }
    }
}
