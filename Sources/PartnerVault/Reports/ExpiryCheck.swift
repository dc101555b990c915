import VaultCore

/// What runs out, as one line for monitoring.
enum ExpiryCheck {
    static func line(_ rows: [ExpiryReport]) -> PluginLine {
        let counts = counts(rows)
        let bad = counts.filter { Urgency(verdict: $0.verdict) != .fine }
        let number = bad.reduce(0) { $0 + $1.count }
        let parts = bad.filter { $0.count > 0 }.map { "\($0.count) \($0.verdict)" }
        let sentence =
            if rows.isEmpty {
                "nothing of the selection runs out"
            } else if number == 0 {
                "all of \(rows.count) ok"
            } else {
                "\(number) of \(rows.count) not ok: \(parts.joined(separator: ", "))"
            }
        return PluginLine(
            state: state(of: rows.map(\.urgency)), sentence: sentence,
            figures: counts.map { verdict, count in
                PluginLine.Figure(
                    label: verdict, value: count, means: state(of: [Urgency(verdict: verdict)]), most: rows.count)
            })
    }

    /// How many rows there are of every verdict, the worst first.
    static func counts(_ rows: [ExpiryReport]) -> [(verdict: String, count: Int)] {
        let counts = Dictionary(rows.map { ($0.verdict, 1) }, uniquingKeysWith: +)
        return ExpiryReport.verdicts.map { ($0, counts[$0] ?? 0) }
    }

    /// The failure that findings are; nil where there are none.
    static func failure(_ rows: [ExpiryReport]) -> VaultFailure? {
        let bad = rows.filter { !$0.isFine }
        guard let first = bad.first else { return nil }
        return VaultFailure(
            .findings,
            "\(bad.count) of \(rows.count) credentials are not ok",
            hint: FindingText.hint(first.action)
        )
    }

    /// What the most urgent of these stands for.
    private static func state(of urgencies: [Urgency]) -> PluginLine.State {
        if urgencies.contains(.now) { return .critical }
        return urgencies.contains(.soon) ? .warning : .ok
    }
}
