import FoundationEssentials
import VaultCore
import VaultModel

/// What runs out, as people, scripts and spreadsheets read it.
enum ExpiryText {
    static func table(_ rows: [ExpiryReport]) -> Table {
        var table = Table([
            .init("tenant", least: 12), .init("ends", rank: 1, least: 10), .init("days", side: .right, least: 4),
            .init("verdict", least: 15), .init("kind", rank: 4, least: 12),
            .init("tenants", rank: 6, side: .right, least: 3),
            .init("owner", rank: 5, least: 16), .init("next", rank: 2, least: 24),
        ])
        for row in rows {
            table.rows.append([
                Cell(row.tenant), Cell(row.expires.map { String(InstantText.format($0).prefix(10)) }, orDash: .plain),
                Cell(row.daysLeft.map { String($0) }, orDash: .plain), Cell(row.verdict, tone(row.verdict)),
                Cell(row.kind), Cell(String(row.tenants)), Cell(row.owner, orDash: .plain),
                // Everyone knows whose command it is.
                Cell(row.action.map { $0.replacing("partner-vault ", with: "") }, orDash: .plain),
            ])
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
        for row in rows {
            csv.add([
                .text(row.tenant), .text(row.credential), .text(row.kind), .text(row.keyID),
                .text(row.expires.map { InstantText.format($0) }), .number(row.daysLeft), .text(row.verdict),
                .text(row.findings.joined(separator: " ")), .text(row.owner), .text(row.action), .number(row.tenants),
                .text(row.customer),
            ])
        }
        return csv.text
    }

    /// Verdicts are words of the policy's, which may learn more of them than this program has colours for.
    private static func tone(_ verdict: String) -> Cell.Tone {
        switch verdict {
        case "ok": .good
        case "expired", "critical": .bad
        default: .caution
        }
    }
}
