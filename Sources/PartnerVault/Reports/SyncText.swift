import VaultCore

/// What directories said, as people and scripts read it.
enum SyncText {
    /// One line an application, then what differs.
    static func text(_ outcomes: [SyncOutcome], on screen: Screen) -> String {
        var table = Table([
            .init("tenant", least: 12), .init("result", least: 8), .init("learned", rank: 1, least: 20),
            .init("differs", rank: 0, side: .right, least: 3), .init("what happened", rank: 2, least: 30),
        ])
        for outcome in outcomes {
            table.rows.append([
                Cell(outcome.tenant), result(outcome), Cell(learned(outcome), orDash: .faint),
                outcome.drift.isEmpty ? Cell(nil, orDash: .faint) : Cell(String(outcome.drift.count), .caution),
                Cell(outcome.failure?.message, orDash: .faint),
            ])
        }
        let drift = outcomes.flatMap(\.drift)
        guard !drift.isEmpty else { return table.text(on: screen) }
        return table.text(on: screen) + "\n" + FindingText.table(drift).text(on: screen)
    }

    private static func result(_ outcome: SyncOutcome) -> Cell {
        if outcome.failure != nil { return Cell("failed", .bad) }
        if outcome.isSkipped { return Cell("known", .faint) }
        return Cell("read", .good)
    }

    private static func learned(_ outcome: SyncOutcome) -> String? {
        if let count = outcome.relationships { return "\(count) relationship\(count == 1 ? "" : "s")" }
        let fields = outcome.changes.map { change in
            switch change.field {
            case .keyID: "key ID"
            case .notBefore: "start"
            case .expires: "ends \(change.after.prefix(10))"
            }
        }
        return fields.isEmpty ? nil : fields.joined(separator: ", ")
    }

    static func json(_ outcome: SyncOutcome) -> JSONText {
        [
            "tenant": .string(outcome.tenant), "subject": .string(outcome.subject.rawValue),
            "directoryId": .string(outcome.directoryID), "clientId": .string(outcome.clientID),
            "at": JSONText(outcome.at), "skipped": .bool(outcome.isSkipped),
            "changes": .array(
                outcome.changes.map { change in
                    [
                        "credential": .string(change.credential), "field": .string(change.field.rawValue),
                        "before": JSONText(change.before), "after": .string(change.after),
                    ]
                }),
            "drift": .array(outcome.drift.map(FindingText.json)),
            "relationships": outcome.relationships.map { .number($0) } ?? .null,
            "error": outcome.failure.map(ErrorReport.json) ?? .null,
        ]
    }
}
