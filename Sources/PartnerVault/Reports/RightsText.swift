import VaultCore

/// Whether applications can be rotated, as people and scripts read it.
enum RightsText {
    static func json(_ report: RightsReport) -> JSONText {
        [
            "tenant": .string(report.tenant), "directoryId": .string(report.directoryID),
            "clientId": .string(report.clientID), "rights": .string(report.rights.rawValue),
            "via": JSONText(report.via), "canRotate": report.canRotate.map { .bool($0) } ?? .null,
            "checks": .array(
                report.checks.map { check in
                    [
                        "check": .string(check.kind.rawValue), "state": .string(check.state.rawValue),
                        "found": .string(check.found), "mend": JSONText(check.mend),
                    ]
                }),
            "error": report.failure.map(ErrorReport.json) ?? .null,
        ]
    }

    /// Every check of the only one that was named; of several, a line each and what is missing.
    static func text(_ reports: [RightsReport], single: Bool, on screen: Screen) -> String {
        guard !reports.isEmpty else { return "" }
        if single, reports.count == 1 { return facts(reports[0]).text(on: screen) }
        var table = Table([
            .init("tenant", least: 12), .init("can rotate", least: 8), .init("rights", rank: 2, least: 12),
            .init("missing", rank: 1, least: 20),
        ])
        for report in reports {
            let missing = report.checks.filter { $0.state == .missing }.map { words($0.kind) }.joined(separator: ", ")
            table.rows.append([
                Cell(report.tenant), verdict(report), Cell(rights(report)),
                Cell(report.failure?.message ?? (missing.isEmpty ? nil : missing), orDash: .faint),
            ])
        }
        let mends = reports.filter { report in report.checks.contains { $0.mend != nil } }.map { report in
            var facts = Facts()
            facts.add("tenant", Cell(report.tenant, .strong))
            for check in report.checks where check.mend != nil { add(check, to: &facts) }
            return "\n" + facts.text(on: screen)
        }
        return table.text(on: screen) + mends.joined()
    }

    /// What is missing ends in 12; what could not be found out, in 11.
    static func conclusion(_ reports: [RightsReport]) -> VaultFailure? {
        let missing = reports.filter { $0.canRotate == false }
        if let first = missing.first {
            let only = first.checks.filter { $0.state == .missing }.map { words($0.kind) }.joined(separator: ", ")
            return VaultFailure(
                .findings,
                reports.count == 1
                    ? "it cannot be rotated: \(only)" : "\(missing.count) of \(reports.count) cannot be rotated",
                hint: "what to ask for stands with each check")
        }
        let unknown = reports.count { $0.canRotate == nil }
        guard unknown > 0 else { return nil }
        return VaultFailure(
            .someFailed,
            reports.count == 1
                ? "whether it can be rotated could not be found out"
                : "whether \(unknown) of \(reports.count) can be rotated could not be found out")
    }

    private static func facts(_ report: RightsReport) -> Facts {
        var facts = Facts()
        facts.add("tenant", Cell(report.tenant, .strong))
        facts.add("client", report.clientID)
        facts.add("rights", rights(report))
        facts.add("can rotate", verdict(report))
        for check in report.checks { add(check, to: &facts) }
        facts.add("error", report.failure?.message)
        return facts
    }

    private static func add(_ check: RightsCheck, to facts: inout Facts) {
        switch check.state {
        case .ok: facts.add(words(check.kind), Cell("ok: \(check.found)", .good))
        case .missing: facts.add(words(check.kind), Cell("MISSING: \(check.found)", .bad))
        case .unknown: facts.add(words(check.kind), Cell("unknown: \(check.found)", .caution))
        }
        if let mend = check.mend { facts.add("", Cell("→ \(mend)", .strong)) }
    }

    private static func rights(_ report: RightsReport) -> String {
        switch report.rights {
        case .own: "its own"
        case .via: "those of \(report.via ?? "another")"
        }
    }

    private static func verdict(_ report: RightsReport) -> Cell {
        switch report.canRotate {
        case true?: Cell("yes", .good)
        case false?: Cell("no", .bad)
        case nil: Cell("unknown", .caution)
        }
    }

    private static func words(_ kind: RightsCheck.Kind) -> String {
        switch kind {
        case .signIn: "sign-in"
        case .permission: "permission"
        case .registration: "registration"
        case .owner: "owner"
        case .secretLimit: "secret limit"
        case .policy: "policy"
        case .credentials: "credentials"
        }
    }
}
