import FoundationEssentials
import VaultCore
import VaultModel

/// The audit log as people, scripts and spreadsheets read it.
enum AuditText {
    static func table(_ rows: [AuditReport]) -> Table {
        var table = Table([
            .init("at", least: 20), .init("event", least: 8), .init("tenant", rank: 1, least: 12),
            .init("resource", rank: 3, least: 24), .init("user", rank: 2), .init("program", rank: 4, least: 16),
            .init("times", rank: 5, side: .right, least: 3), .init("key id", rank: 6, least: 36),
        ])
        for row in rows {
            table.rows.append([
                Cell(InstantText.format(row.at)), Cell(row.event), Cell(row.tenant, orDash: .plain),
                Cell(row.resource, orDash: .plain), Cell(row.user), Cell("\(row.program) \(row.pid)"),
                Cell(String(row.count)), Cell(row.keyID, orDash: .plain),
            ])
        }
        return table
    }

    static func json(_ row: AuditReport) -> JSONText {
        [
            "at": JSONText(row.at), "event": .string(row.event), "tenant": JSONText(row.tenant),
            "resource": JSONText(row.resource), "keyId": JSONText(row.keyID),
            "actor": ["user": .string(row.user), "pid": .number(row.pid), "program": .string(row.program)],
            "slot": JSONText(row.slot), "correlationId": JSONText(row.correlationID), "count": .number(row.count),
        ]
    }

    static func csv(_ rows: [AuditReport]) -> String {
        var csv = CSVText([
            "at", "event", "tenant", "resource", "keyId", "user", "pid", "program", "slot", "correlationId", "count",
        ])
        for row in rows {
            csv.add([
                .text(InstantText.format(row.at)), .text(row.event), .text(row.tenant), .text(row.resource),
                .text(row.keyID), .text(row.user), .number(row.pid), .text(row.program), .number(row.slot),
                .text(row.correlationID), .number(row.count),
            ])
        }
        return csv.text
    }
}
