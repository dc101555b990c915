import FoundationEssentials
import VaultCore
import VaultModel

/// What `verify` found, as people and scripts read it.
enum VerifyText {
    static func facts(_ report: VerifyReport) -> Facts {
        var facts = Facts()
        facts.add("vault", report.vaultID)
        facts.add("generation", "\(report.generation), key epoch \(report.epoch)")
        facts.add("key slots", String(report.slots))
        let sound = report.damage == nil ? "" : " sound"
        facts.add("tenants", "\(report.tenants)\(sound)")
        facts.add("applications", "\(report.applications)\(sound)")
        facts.add("secrets", "\(report.secrets)\(sound)")
        facts.add("audit rows", "\(report.auditRows)\(sound)\(span(report))")
        facts.add("took", duration(report.milliseconds))
        switch report.damage {
        case nil: facts.add("result", Cell("every record and the audit chain are intact", .good))
        case .some: facts.add("result", Cell(damaged(report.findings.count), .bad))
        }
        return facts
    }

    static func table(_ findings: [VerifyReport.Finding]) -> Table {
        var table = Table([
            .init("table", least: 6), .init("row", rank: 2, side: .right, least: 6),
            .init("tenants", rank: 1, least: 12), .init("what is wrong", least: 30),
        ])
        for finding in findings {
            let place = finding.bucket.map { "bucket \($0)" }
            table.rows.append([
                Cell(finding.table ?? "file"), Cell(finding.row ?? place, orDash: .plain),
                Cell(finding.tenants.joined(separator: ", "), orDash: .plain), Cell(finding.what, .bad),
            ])
        }
        return table
    }

    static func json(_ report: VerifyReport) -> JSONText {
        [
            "vaultId": .string(report.vaultID), "generation": .number(report.generation),
            "keyEpoch": .number(report.epoch), "slots": .number(report.slots), "tenants": .number(report.tenants),
            "applications": .number(report.applications), "secrets": .number(report.secrets),
            "auditRows": .number(report.auditRows), "auditFrom": JSONText(report.auditFrom),
            "auditUntil": JSONText(report.auditUntil), "milliseconds": .number(report.milliseconds),
            "findings": .array(report.findings.map(json)),
        ]
    }

    private static func json(_ finding: VerifyReport.Finding) -> JSONText {
        // A row's ID has up to 19 digits, more than a number in JSON keeps.
        [
            "table": JSONText(finding.table), "row": JSONText(finding.row), "bucket": JSONText(finding.bucket),
            "tenants": JSONText(finding.tenants), "what": .string(finding.what),
        ]
    }

    private static func span(_ report: VerifyReport) -> String {
        guard let from = report.auditFrom, let until = report.auditUntil else { return "" }
        return ", from \(InstantText.format(from)) to \(InstantText.format(until))"
    }

    private static func damaged(_ findings: Int) -> String {
        switch findings {
        case 0: "damaged; where could not be told"
        case 1: "damaged, in 1 place"
        default: "damaged, in \(findings) places"
        }
    }

    private static func duration(_ milliseconds: Int) -> String {
        milliseconds < 10_000 ? "\(milliseconds) ms" : "\(milliseconds / 1000) s"
    }
}
