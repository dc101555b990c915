import VaultCore

/// What an export took along and what it left out.
enum ExportText {
    private static let namesShown = 5

    static func notes(_ report: ExportReport, isPlaintext: Bool) -> [String] {
        var notes = ["\(count(report.tenants)) exported, the secrets marked exposed"]
        if !report.skipped.isEmpty {
            notes.append("left out for want of an active client secret that fits: \(names(report.skipped))")
        }
        if report.otherCredentials > 0 {
            notes.append("left out: credentials that are not active client secrets, \(report.otherCredentials) of them")
        }
        if !report.withoutVia.isEmpty {
            notes.append("without the tenant that manages them, which was not chosen: \(names(report.withoutVia))")
        }
        guard isPlaintext else { return notes + ["left out: the audit log, policies and the results of probes"] }
        if !report.unsaid.isEmpty {
            notes.append("lines cannot say that a user signs in, or that a secret never ends: \(names(report.unsaid))")
        }
        return notes + ["left out: the audit log, policies, results of probes, and when secrets began"]
    }

    private static func count(_ tenants: [String]) -> String {
        tenants.count == 1 ? "1 tenant" : "\(tenants.count) tenants"
    }

    private static func names(_ tenants: [String]) -> String {
        let shown = tenants.prefix(namesShown).map { "\"\($0)\"" }.joined(separator: ", ")
        return tenants.count > namesShown ? "\(shown) and \(tenants.count - namesShown) more" : shown
    }
}
