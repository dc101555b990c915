import FoundationEssentials
import VaultCore
import VaultModel

/// Sentences of the report, which a terminal and a page share.
enum OverviewWords {
    static let syncCommand = "partner-vault sync --all"
    static let checkCommand = "partner-vault policy check"

    /// A reading that is older than this may miss what happened in the portal since.
    private static let oldReading = 7

    /// `2026-11-22 09:00 UTC`
    static func minute(_ date: Date) -> String {
        let text = InstantText.format(date)
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5)) UTC"
    }

    static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }

    static func scope(_ report: VaultReport) -> [String] {
        var parts = [
            count(report.tenants, "tenant"), count(report.applications, "application"),
            count(report.credentials, "credential"),
        ]
        if report.relationships > 0 { parts.append(count(report.relationships, "GDAP relationship")) }
        return parts
    }

    /// What the dates are worth: nil where every application was compared with its directory of late.
    static func readings(_ report: VaultReport) -> String? {
        let age = report.oldestReading.map { Int(max(0, report.at.timeIntervalSince($0)) / 86_400) }
        let old = age.flatMap { $0 > oldReading ? "the oldest reading is \($0) days old" : nil }
        guard report.unread > 0 else { return old }
        let never =
            report.unread == report.applications
            ? "no application was ever compared with its directory"
            : "\(report.unread) of \(count(report.applications, "application")) "
                + "\(report.unread == 1 ? "was" : "were") never compared with their directory"
        return [never, old].compactMap(\.self).joined(separator: "; ")
    }
}
