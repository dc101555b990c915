import VaultCore

/// The state of the vault for scripts.
enum OverviewJSON {
    static func json(_ report: VaultReport) -> JSONText {
        let timeline = Timeline(report.rows, at: report.at)
        return [
            "at": JSONText(report.at), "tenants": .number(report.tenants), "applications": .number(report.applications),
            "credentials": .number(report.credentials), "relationships": .number(report.relationships),
            "unread": .number(report.unread), "oldestReading": JSONText(report.oldestReading),
            "counts": .object(report.counts.map { .init(name: $0.verdict, value: .number($0.count)) }),
            "months": .array(
                timeline.months.map { ["month": .string($0.name), "count": .number($0.tally.total)] }),
            "soonest": .array(report.soonest.map(ExpiryText.json)),
            "findings": .array(report.findings.map(FindingText.json)),
        ]
    }
}

extension VaultReport {
    /// What ends next, or has ended: at most ten.
    var soonest: ArraySlice<ExpiryReport> { rows.prefix(10).prefix { $0.expires != nil } }
}
