import FoundationEssentials
import VaultCore
import VaultModel

/// How far rotations are, as people and scripts read it.
enum RotateText {
    static func json(_ outcome: RotationOutcome, _ query: RotationQuery) -> JSONText {
        let text: JSONText = [
            "tenant": .string(outcome.tenant), "step": .string(outcome.step.rawValue),
            "keyId": JSONText(outcome.keyID), "previousKeyId": JSONText(outcome.previousKeyID),
            "expires": JSONText(outcome.expires), "removeAfter": JSONText(outcome.removeAfter),
            "error": outcome.failure.map(ErrorReport.json) ?? .null, "notes": JSONText(outcome.notes),
        ]
        return query.isCompromised ? text.adding("remaining", JSONText(outcome.remaining)) : text
    }

    /// A table and what stands behind it; one application in full where only one was named.
    static func text(
        _ outcomes: [RotationOutcome], _ query: RotationQuery, single: Bool, at now: Date, on screen: Screen
    ) -> String {
        guard !outcomes.isEmpty else { return "" }
        var text: String
        if single, outcomes.count == 1, let outcome = outcomes.first {
            text = facts(outcome, query, at: now).text(on: screen)
        } else {
            text = table(outcomes, query, at: now).text(on: screen)
            let details = outcomes.map { detail($0, on: screen) }.filter { !$0.isEmpty }
            if !details.isEmpty { text += "\n" + details.joined() }
            if let next = next(outcomes, query, at: now) { text += "\n" + wrapped("next: " + next, on: screen) }
        }
        if query.isDryRun { text += wrapped("nothing was changed", on: screen) }
        return text
    }

    /// What is said of an application the moment that it is done.
    static func line(_ outcome: RotationOutcome) -> Cell {
        let result = result(outcome)
        let more = outcome.failure?.message ?? outcome.notes.first ?? ""
        return Cell("\(outcome.tenant): \(result.text)" + (more.isEmpty ? "" : ", \(more)"), result.tone)
    }

    /// What is said where nothing of the selection was worked on.
    static func nothing(_ purpose: RotationQuery.Purpose) -> String {
        switch purpose {
        case .replace: "nothing of the selection has a secret or certificate to rotate"
        case .due: "nothing is due"
        case .resume: "no rotation is open"
        case .finish: "there is nothing to finish"
        case .acknowledge: "no rotation is open"
        }
    }

    /// What the run ends in: the only one's failure, or how many failed.
    static func conclusion(_ outcomes: [RotationOutcome], _ query: RotationQuery) -> VaultFailure? {
        let failures = outcomes.compactMap(\.failure)
        guard let first = failures.first else { return nil }
        guard outcomes.count > 1 else { return first }
        let left = outcomes.count { $0.step == .skipped && $0.failure != nil }
        let failed = failures.count - left
        var message = "\(failed) of \(outcomes.count) rotations \(query.isDryRun ? "would fail" : "failed")"
        if left > 0 { message += ", and \(left) \(left == 1 ? "was" : "were") not begun" }
        let next = query.isDryRun ? "" : ", then go on with \"partner-vault rotate --resume\""
        return VaultFailure(.someFailed, message, hint: "mend what is said of each" + next)
    }

    private static func table(_ outcomes: [RotationOutcome], _ query: RotationQuery, at now: Date) -> Table {
        var table = Table([
            .init("tenant", least: 12), .init(query.isDryRun ? "would be" : "result", least: 8),
            .init("old goes", rank: 1, least: 20), .init("new ends", rank: 2, least: 10),
            .init("new key ID", rank: 3, least: 36),
        ])
        for outcome in outcomes {
            table.rows.append([
                Cell(outcome.tenant), result(outcome), goes(outcome, at: now),
                Cell(outcome.expires.map { String(InstantText.format($0).prefix(10)) }, orDash: .plain),
                Cell(outcome.keyID, orDash: .faint),
            ])
        }
        return table
    }

    private static func facts(_ outcome: RotationOutcome, _ query: RotationQuery, at now: Date) -> Facts {
        var facts = Facts()
        facts.add("tenant", Cell(outcome.tenant, .strong))
        facts.add(query.isDryRun ? "would be" : "result", result(outcome))
        let ends = outcome.expires.map { "ends \(InstantText.format($0))" }
        facts.add("new", [outcome.keyID.map { "key ID \($0)" }, ends].compactMap { $0 }.joined(separator: ", "))
        if outcome.step != .skipped { facts.add("old", old(outcome, query, at: now)) }
        for note in outcome.notes { facts.add("note", note) }
        facts.add("next", next([outcome], query, at: now))
        for todo in outcome.remaining { facts.add("by hand", Cell(todo, .caution)) }
        return facts
    }

    /// Whether what was there before is alive, and until when.
    private static func old(_ outcome: RotationOutcome, _ query: RotationQuery, at now: Date) -> String {
        let id = outcome.previousKeyID.map { "key ID \($0), " } ?? ""
        switch outcome.step {
        case .planned:
            guard let end = outcome.removeAfter else { return id + "goes on" }
            if query.isCompromised { return id + "would be removed at once" }
            return id + "would go on until \(InstantText.format(end))"
        case .promoted:
            guard let end = outcome.removeAfter, end > now else { return id + "still there" }
            return id + "goes on until \(InstantText.format(end))"
        case .retired: return id + "removed"
        case .intended, .stored, .proven, .delivered, .failed, .busy: return id + "as before"
        case .skipped: return id
        }
    }

    private static func goes(_ outcome: RotationOutcome, at now: Date) -> Cell {
        switch outcome.step {
        case .retired: return Cell("gone", .good)
        case .planned, .promoted:
            guard let end = outcome.removeAfter else { return Cell(nil) }
            if end > now { return Cell(InstantText.format(end)) }
            return Cell(outcome.step == .planned ? "at once" : "still there")
        case .intended, .stored, .proven, .delivered, .skipped, .busy, .failed: return Cell(nil)
        }
    }

    private static func result(_ outcome: RotationOutcome) -> Cell {
        switch outcome.step {
        case .planned: Cell(outcome.keyID == nil ? "replaced" : "continued")
        case .intended, .stored, .proven, .delivered: Cell(outcome.step.rawValue, .caution)
        case .promoted: Cell("replaced", outcome.notes.isEmpty ? .good : .caution)
        case .retired: Cell("finished", .good)
        case .skipped: Cell("skipped", outcome.failure == nil ? .faint : .caution)
        case .busy: Cell("busy", .caution)
        case .failed: Cell("failed", .bad)
        }
    }

    /// What went wrong and what there is to know, one thing a line.
    private static func detail(_ outcome: RotationOutcome, on screen: Screen) -> String {
        var text = outcome.notes.map { wrapped("\(outcome.tenant): \($0)", on: screen) }.joined()
        if let failure = outcome.failure {
            text += wrapped("\(outcome.tenant): \(failure.message)", on: screen)
            if let hint = failure.hint { text += wrapped("→ \(hint)", indent: 2, on: screen) }
        }
        text += outcome.remaining.map { wrapped("\(outcome.tenant): by hand: \($0)", on: screen) }.joined()
        return text
    }

    private static func next(_ outcomes: [RotationOutcome], _ query: RotationQuery, at now: Date) -> String? {
        guard !query.isDryRun else { return nil }
        let waiting = outcomes.filter { $0.step == .promoted }
        guard let last = waiting.compactMap(\.removeAfter).max() else { return nil }
        let names = outcomes.count == 1 ? " " + shellQuoted(waiting[0].tenant) : ""
        let when = last > now ? "after \(InstantText.format(last)), " : ""
        return "\(when)\"partner-vault rotate\(names) --due\" removes what is old; until then both sign in"
    }

    /// What goes on in another line is indented, by two columns more than its beginning.
    private static func wrapped(_ text: String, indent: Int = 0, on screen: Screen) -> String {
        let safe = Printable.text(text)
        let lines = screen.columns.map { Facts.wrap(safe, columns: max(16, $0 - indent - 2)) } ?? [safe]
        return lines.enumerated().map { index, line in
            String(repeating: " ", count: index == 0 ? indent : indent + 2) + line + "\n"
        }.joined()
    }
}
