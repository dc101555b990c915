import FoundationEssentials
import VaultCore
import VaultModel

/// What runs out, as people, scripts and spreadsheets read it.
enum ExpiryText {
    /// The rows in that form; `isCheck` puts a monitoring plug-in's line before the table.
    static func text(
        _ rows: [ExpiryReport], as format: ExpiryFormat, isCheck: Bool, at now: Date, on screen: Screen
    ) -> String {
        switch format {
        case .table:
            let table = table(rows).text(on: screen)
            return isCheck ? ExpiryCheck.line(rows).text + PluginLine.withoutBars(table) : table
        case .json: return JSONText.list(rows) { json($0) }
        case .csv: return csv(rows)
        case .ics: return ExpiryCalendar.text(rows, at: now)
        case .prometheus: return ExpiryMetrics.text(rows, at: now)
        }
    }

    static func table(_ rows: [ExpiryReport]) -> Table {
        var table = Table([
            .init("tenant", least: 12), .init("ends", rank: 2, least: 10), .init("days", side: .right, least: 4),
            .init("verdict", least: 15), .init("kind", rank: 4, least: 12),
            .init("tenants", rank: 5, side: .right, least: 3),
            // What there is to do stays longest: on a narrow screen the days tell enough of the date.
            .init("owner", rank: 3, least: 9), .init("next", rank: 1, least: 20),
        ])
        table.rows = rows.mapConcurrently { row in
            [
                Cell(row.title), Cell(row.expires.map { InstantText.day($0) }, orDash: .plain),
                Cell(row.daysLeft.map { String($0) }, orDash: .plain), Cell(row.verdict, row.tone),
                Cell(row.kind), Cell(String(row.tenants)), Cell(row.owner, orDash: .plain),
                // Everyone knows whose command it is.
                Cell(row.action.map { $0.replacing("partner-vault ", with: "") }, orDash: .plain),
            ]
        }
        return table
    }

    static func json(_ row: ExpiryReport) -> JSONText {
        [
            "tenant": .string(row.tenant), "credential": .string(row.credential), "kind": .string(row.kind),
            "keyId": JSONText(row.keyID), "expires": JSONText(row.expires), "daysLeft": JSONText(row.daysLeft),
            "verdict": .string(row.verdict), "findings": JSONText(row.findings), "owner": JSONText(row.owner),
            "action": JSONText(row.action), "tenants": .number(row.tenants),
            "customer": JSONText(row.customer),
        ]
    }

    static func csv(_ rows: [ExpiryReport]) -> String {
        var csv = CSVText([
            "tenant", "credential", "kind", "keyId", "expires", "daysLeft", "verdict", "findings", "owner", "action",
            "tenants", "customer",
        ])
        csv.add(rows) { row in
            [
                .text(row.tenant), .text(row.credential), .text(row.kind), .text(row.keyID),
                .text(row.expires.map { InstantText.format($0) }), .number(row.daysLeft), .text(row.verdict),
                .text(row.findings.joined(separator: " ")), .text(row.owner), .text(row.action), .number(row.tenants),
                .text(row.customer),
            ]
        }
        return csv.text
    }
}

extension ExpiryReport {
    /// Whom it is about, for people: `contoso`, or `contoso › Fabrikam` for a partner's relationship.
    var title: String { customer.map { "\(tenant) › \($0)" } ?? tenant }

    var urgency: Urgency { Urgency(verdict: verdict) }

    /// Whether there is nothing to do about it.
    var isFine: Bool { urgency == .fine }

    fileprivate var tone: Cell.Tone {
        switch urgency {
        case .now: .bad
        case .soon: .caution
        case .fine: .good
        }
    }
}
