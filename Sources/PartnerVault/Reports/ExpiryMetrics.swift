import FoundationEssentials
import VaultCore

/// What runs out, as Prometheus reads it through node_exporter's textfile collector.
enum ExpiryMetrics {
    static func text(_ rows: [ExpiryReport], at now: Date) -> String {
        var metrics = MetricsText()
        let samples = rows.mapConcurrently { row in
            let labels = labels(row)
            return (
                end: row.expires.map { MetricsText.Sample(labels, seconds($0)) },
                verdict: MetricsText.Sample(labels.adding("verdict", row.verdict), 1)
            )
        }
        metrics.add(
            "partner_vault_credential_expiry_timestamp_seconds",
            help: "When a credential, or a partner's relationship (kind gdap), ends.", samples.compactMap(\.end))
        metrics.add(
            "partner_vault_credential_verdict", help: "What the policy says about a credential; always 1.",
            samples.map(\.verdict))
        metrics.add(
            "partner_vault_credentials", help: "How many credentials the policy says that about.",
            ExpiryCheck.counts(rows).map { ([("verdict", $0.verdict)], Int64($0.count)) })
        metrics.add(
            "partner_vault_report_timestamp_seconds", help: "When this was written.", [([], seconds(now))])
        return metrics.text
    }

    /// Labels end on dashboards and in alerts, so that they are made safe to show.
    private static func labels(_ row: ExpiryReport) -> MetricsText.Labels {
        [
            ("tenant", Printable.text(row.tenant)), ("credential", Printable.text(row.credential)),
            ("kind", Printable.text(row.kind)), ("owner", Printable.text(row.owner ?? "")),
            ("customer", Printable.text(row.customer ?? "")),
        ]
    }

    /// Whole seconds; ends beyond the year 9999 mean "never" and are all one.
    private static func seconds(_ date: Date) -> Int64 {
        let last = 253_402_300_799.0
        return Int64(min(max(date.timeIntervalSince1970.rounded(.down), -last), last))
    }
}
