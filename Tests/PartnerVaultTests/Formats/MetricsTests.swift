import Foundation
import Testing
import VaultCore

@testable import partner_vault

@Suite("Metrics of what runs out")
struct MetricsTests {
    /// Lines of a metric as series and value.
    private func samples(_ text: String, _ metric: String) -> [(series: String, value: String)] {
        let lines = text.split(separator: "\n").filter { $0.hasPrefix("\(metric){") || $0.hasPrefix("\(metric) ") }
        return lines.compactMap { line in
            line.lastIndex(of: " ").map { (String(line[..<$0]), String(line[line.index(after: $0)...])) }
        }
    }

    @Test("say when each credential ends, and what the policy says to it")
    func credentials() {
        let rows = [
            ExpiryReport.sample(verdict: "critical", owner: "ada"),
            .sample("partner", id: "r", kind: "gdap", ends: nil, verdict: "unknownExpiry", customer: "Fabrikam"),
        ]
        let text = ExpiryMetrics.text(rows, at: Date(timeIntervalSince1970: 1_790_000_000.9))
        let labels = #"tenant="contoso",credential="00c0ffee00c0ffee",kind="clientSecret",owner="ada",customer="""#
        #expect(text.contains("\npartner_vault_credential_expiry_timestamp_seconds{\(labels)} 1800000000\n"))
        #expect(samples(text, "partner_vault_credential_expiry_timestamp_seconds").count == 1)
        #expect(text.contains("\npartner_vault_credential_verdict{\(labels),verdict=\"critical\"} 1\n"))
        #expect(samples(text, "partner_vault_credential_verdict").count == 2)
        #expect(text.contains(#"kind="gdap",owner="",customer="Fabrikam",verdict="unknownExpiry"} 1"#))
        #expect(text.hasSuffix("\npartner_vault_report_timestamp_seconds 1790000000\n"))
    }

    @Test("count every verdict, also where there are none")
    func counts() {
        let text = ExpiryMetrics.text([.sample(verdict: "expired"), .sample(id: "b", verdict: "expired")], at: Date())
        let counts = samples(text, "partner_vault_credentials")
        #expect(
            counts.map(\.series)
                == [
                    "expired", "critical", "rotationDue", "unknownExpiry", "neverExpires", "exceedsLifetime",
                    "certificateRequired", "ok",
                ].map { "partner_vault_credentials{verdict=\"\($0)\"}" })
        #expect(counts.map(\.value) == ["2", "0", "0", "0", "0", "0", "0", "0"])
        #expect(samples(ExpiryMetrics.text([], at: Date()), "partner_vault_credentials").count == 8)
    }

    @Test("have no series twice, and none that a name has made")
    func hostile() {
        let rows = ExpiryReport.hostile + ExpiryReport.hostile
        let text = ExpiryMetrics.text(rows, at: Date())
        let lines = text.split(separator: "\n")
        let line = #/[a-z_]+(\{[a-z]+="([^"\\]|\\["\\n])*"(,[a-z]+="([^"\\]|\\["\\n])*")*\})? -?[0-9]+/#
        for sample in lines where !sample.hasPrefix("#") { #expect(sample.wholeMatch(of: line) != nil, "\(sample)") }
        let series = lines.filter { !$0.hasPrefix("#") }.compactMap { line in
            line.lastIndex(of: " ").map { line[..<$0] }
        }
        #expect(Set(series).count == series.count)
        #expect(samples(text, "partner_vault_credential_verdict").count == ExpiryReport.hostile.count)
        #expect(samples(text, "partner_vault_credentials").count == 8)
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || !Printable.isUnsafe($0) })
    }

    @Test(
        "escape what a label may not hold",
        arguments: [(#"a"b"#, #"a\"b"#), (#"a\b"#, #"a\\b"#), ("a\nb", #"a\nb"#), ("{},=# é", "{},=# é")]
    )
    func escapes(raw: String, written: String) {
        var metrics = MetricsText()
        metrics.add("m", help: "a\n\\b\"", [([("l", raw)], 1)])
        #expect(metrics.text == "# HELP m a\\n\\\\b\"\n# TYPE m gauge\nm{l=\"\(written)\"} 1\n")
    }

    @Test(
        "of the ends of time are whole numbers",
        arguments: [Date.distantFuture, .distantPast, Date(timeIntervalSince1970: 1e300)]
    )
    func distant(end: Date) {
        let text = ExpiryMetrics.text([.sample(ends: end)], at: end)
        #expect(samples(text, "partner_vault_credential_expiry_timestamp_seconds").count == 1)
    }
}
