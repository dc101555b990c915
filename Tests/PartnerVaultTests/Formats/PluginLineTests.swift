import FoundationEssentials
import Testing
import VaultCore

@testable import partner_vault

@Suite("A line for monitoring")
struct PluginLineTests {
    @Test(
        "has the word of the worst verdict",
        arguments: [
            ([], "OK - nothing of the selection runs out"), (["ok"], "OK - all of 1 ok"),
            (["ok", "rotationDue"], "WARNING - 1 of 2 not ok: 1 rotationDue"),
            (["unknownExpiry"], "WARNING - 1 of 1 not ok: 1 unknownExpiry"),
            (["neverExpires"], "WARNING - 1 of 1 not ok: 1 neverExpires"),
            (["exceedsLifetime"], "WARNING - 1 of 1 not ok: 1 exceedsLifetime"),
            (["certificateRequired"], "WARNING - 1 of 1 not ok: 1 certificateRequired"),
            (["critical", "rotationDue"], "CRITICAL - 2 of 2 not ok: 1 critical, 1 rotationDue"),
            (["rotationDue", "ok", "expired", "expired"], "CRITICAL - 3 of 4 not ok: 2 expired, 1 rotationDue"),
        ]
    )
    func word(verdicts: [String], said: String) {
        let line = ExpiryCheck.line(verdicts.map { .sample(verdict: $0) }).text
        #expect(line.hasPrefix("PARTNER-VAULT \(said) | "), "\(line)")
    }

    @Test("has a figure for each verdict, with the limit that makes it a warning or worse")
    func figures() {
        let line = ExpiryCheck.line([.sample(verdict: "expired"), .sample(verdict: "ok")]).text
        #expect(
            line.hasSuffix(
                " | expired=1;;0;0;2 critical=0;;0;0;2 rotationDue=0;0;;0;2 unknownExpiry=0;0;;0;2 "
                    + "neverExpires=0;0;;0;2 exceedsLifetime=0;0;;0;2 certificateRequired=0;0;;0;2 ok=1;;;0;2\n"))
    }

    @Test("is the only one with a bar, beyond which nothing is read as figures")
    func bars() {
        let text = ExpiryText.text(
            ExpiryReport.hostile, as: .table, isCheck: true, at: .now, on: .plain)
        let lines = text.split(separator: "\n")
        #expect(lines.count == ExpiryReport.hostile.count + 2)
        #expect(lines[0].count { $0 == "|" } == 1)
        #expect(!lines.dropFirst().joined().contains("|"))
        #expect(text.contains("pipe ¦ expired=0;;;;"))
    }

    @Test("stands before the table alone", arguments: ExpiryFormat.allCases)
    func others(format: ExpiryFormat) {
        let rows = [ExpiryReport.sample(verdict: "expired")]
        let now = rows[0].expires ?? .now
        let plain = ExpiryText.text(rows, as: format, isCheck: false, at: now, on: .plain)
        let checked = ExpiryText.text(rows, as: format, isCheck: true, at: now, on: .plain)
        #expect((plain == checked) == (format != .table))
        #expect(checked.hasSuffix(plain))
    }

    @Test("is red, yellow and green in the table", arguments: [("expired", 31), ("rotationDue", 33), ("ok", 32)])
    func colours(verdict: String, code: Int) {
        let screen = Screen(columns: 80, colour: true)
        let text = ExpiryText.table([.sample(verdict: verdict)]).text(on: screen)
        #expect(text.contains("\u{1b}[\(code)m\(verdict)\u{1b}[0m"))
    }

    @Test("leaves days, verdict and what to do in 60 columns, and the customer beside the partner")
    func narrow() {
        let rows = [
            ExpiryReport.sample(verdict: "critical", owner: "ada", action: "partner-vault rotate contoso"),
            .sample(kind: "gdap", verdict: "exceedsLifetime", customer: "Fabrikam"),
        ]
        let lines = ExpiryText.table(rows).text(on: Screen(columns: 60, colour: false)).split(separator: "\n")
        #expect(lines.allSatisfy { DisplayWidth.of(String($0)) <= 60 })
        for word in ["TENANT", "DAYS", "VERDICT", "NEXT"] { #expect(lines[0].contains(word), "\(lines[0])") }
        #expect(lines[1].contains("rotate contoso"))
        #expect(lines[2].hasPrefix("contoso › Fa"))
        let wide = ExpiryText.table(rows).text(on: Screen(columns: 120, colour: false))
        for word in ["ENDS", "OWNER", "ada", "2027-01-15", "contoso › Fabrikam"] { #expect(wide.contains(word)) }
    }
}
