import VaultCore

/// Sign-ins that were tried, as people and scripts read them.
enum ProbeText {
    static func table(_ outcomes: [ProbeOutcome]) -> Table {
        var table = Table([
            .init("tenant", least: 12), .init("result", least: 6), .init("resource", rank: 2),
            .init("what happened", rank: 1, least: 40),
        ])
        for outcome in outcomes {
            table.rows.append([
                Cell(outcome.tenant), outcome.failure == nil ? Cell("ok", .good) : Cell("failed", .bad),
                Cell(outcome.resource), Cell(outcome.failure?.message, orDash: .plain),
            ])
        }
        return table
    }

    static func json(_ outcome: ProbeOutcome) -> JSONText {
        [
            "tenant": .string(outcome.tenant), "directoryId": .string(outcome.directoryID),
            "clientId": .string(outcome.clientID), "resource": .string(outcome.resource), "at": JSONText(outcome.at),
            "ok": .bool(outcome.failure == nil), "error": outcome.failure.map(ErrorReport.json) ?? .null,
        ]
    }
}
