import VaultCore
import VaultModel

/// Consent in directories, as people and scripts read it.
enum ConsentText {
    static func table(_ outcomes: [ConsentOutcome]) -> Table {
        var table = Table([
            .init("tenant", least: 12), .init("consent", least: 8), .init("resource", rank: 2),
            .init("what happened", rank: 1, least: 40),
        ])
        for outcome in outcomes {
            let state: Cell =
                switch outcome.state {
                case .granted: Cell("granted", .good)
                case .missing: Cell("missing", .caution)
                case .revoked: Cell("revoked")
                case nil: Cell("unknown", .bad)
                }
            table.rows.append([
                Cell(outcome.tenant), state, Cell(outcome.resource), Cell(outcome.failure?.message, orDash: .plain),
            ])
        }
        return table
    }

    static func json(_ outcome: ConsentOutcome) -> JSONText {
        [
            "tenant": .string(outcome.tenant), "directoryId": .string(outcome.directoryID),
            "clientId": .string(outcome.clientID), "resource": .string(outcome.resource),
            "state": JSONText(outcome.state?.rawValue), "at": JSONText(outcome.at), "url": JSONText(outcome.url),
            "error": outcome.failure.map(ErrorReport.json) ?? .null,
        ]
    }
}
