import FoundationEssentials
import VaultCore

/// What runs out, as Prometheus reads it through node_exporter's textfile collector.
enum ExpiryMetrics {
    static func text(_ rows: [ExpiryReport], at now: Date) -> String {
        var metrics = MetricsText()
        metrics.add(
            "partner_vault_credential_expiry_timestamp_seconds",
            help: "When a credential, or a partner's relationship (kind gdap), ends.",
            rows.mapConcurrently { row in row.expires.map { (labels(row), seconds($0)) } }.compactMap(\.self))
        metrics.add(
            "partner_vault_credential_verdict", help: "What the policy says about a credential; always 1.",
            rows.mapConcurrently { (labels($0) + [("verdict", $0.verdict)], 1) })
        metrics.add(
            "partner_vault_credentials", help: "How many credentials the policy says that about.",
            ExpiryCheck.counts(rows).map { ([("verdict", $0.verdict)], Int64($0.count)) })
        metrics.add(
            "partner_vault_report_timestamp_seconds", help: "When this was written.", [([], seconds(now))])
        return metrics.text
    }

    /// Labels end on dashboards and in alerts, so that they are made safe to show.
    private static func labels(_ row: ExpiryReport) -> [MetricsText.Label] {
        [
            ("tenant", row.tenant), ("credential", row.credential), ("kind", row.kind), ("owner", row.owner ?? ""),
            ("customer", row.customer ?? ""),
        ].map { ($0.0, Printable.text($0.1)) }
    }

    /// Whole seconds; ends beyond the year 9999 mean "never" and are all one.
    private static func seconds(_ date: Date) -> Int64 {
        let last = 253_402_300_799.0
        return Int64(min(max(date.timeIntervalSince1970.rounded(.down), -last), last))
    }
}
