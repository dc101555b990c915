import VaultCore
import VaultModel

/// How far the end of tenants is, as people and scripts read it.
enum OffboardText {
    static func json(_ outcome: OffboardOutcome) -> JSONText {
        [
            "tenant": .string(outcome.tenant), "consentRevoked": .bool(outcome.consentRevoked),
            "removedKeyIds": JSONText(outcome.removedKeyIDs), "leftKeyIds": JSONText(outcome.leftKeyIDs),
            "archived": JSONText(outcome.archived), "dryRun": .bool(outcome.isDryRun),
            "error": outcome.failure.map(ErrorReport.json) ?? .null, "notes": JSONText(outcome.notes),
        ]
    }

    /// What was done, or would be, of each in full: it is not done every day.
    static func text(_ outcomes: [OffboardOutcome], _ query: OffboardQuery, on screen: Screen) -> String {
        let parts = outcomes.map { facts($0, query).text(on: screen) }
        return parts.joined(separator: "\n") + (query.isDryRun && !parts.isEmpty ? "nothing was changed\n" : "")
    }

    private static func facts(_ outcome: OffboardOutcome, _ query: OffboardQuery) -> Facts {
        var facts = Facts()
        facts.add("tenant", Cell(outcome.tenant, .strong))
        if outcome.consentRevoked { facts.add("consent", query.isDryRun ? "would be taken back" : "taken back") }
        let removed = query.isDryRun ? "would remove" : "removed"
        for keyID in outcome.removedKeyIDs { facts.add(removed, "key ID \(keyID)") }
        for keyID in outcome.leftKeyIDs { facts.add("left", "key ID \(keyID)") }
        for note in outcome.notes { facts.add("note", Cell(note, .caution)) }
        if let archived = outcome.archived {
            facts.add("archived", Cell("since \(InstantText.format(archived))", .good))
        } else if outcome.failure == nil {
            facts.add("archived", "would be")
        } else {
            facts.add("archived", Cell("no: the entry is in use as before", .caution))
        }
        if let failure = outcome.failure { facts.add("error", Cell(failure.message, .bad)) }
        return facts
    }
}
