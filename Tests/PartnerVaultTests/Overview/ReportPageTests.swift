import Crypto
import Foundation
import Testing
import VaultCore

@testable import partner_vault

@Suite("The report as a page")
struct ReportPageTests {
    private static let attacks = [
        "\"><script>alert(1)</script>", "</script><img src=x onerror=alert(1)>", "' onmouseover='alert(1)",
        "a & b &lt;",
        "</style></table></main>", "x\u{202e}y\u{2066}z", "<!--", "\u{1b}[2J\u{0}", "]]>", "株式会社 <b>",
        "\u{ff1c}script\u{ff1e}",
    ]

    @Test(
        "escapes what is put into it, and nothing that was written in the program",
        arguments: [
            ("plain äöü 株", "plain äöü 株"), ("<b a=\"c\">'&", "&lt;b a=&quot;c&quot;&gt;&#39;&amp;"),
            ("x\u{202e}y\u{2066}\u{0}\n", #"x\u{202e}y\u{2066}\u{0}\n"#), ("&amp;", "&amp;amp;"), ("", ""),
        ]
    )
    func escapes(raw: String, written: String) {
        #expect(("<p title=\"\(raw)\">\(raw)</p>" as Markup).text == "<p title=\"\(written)\">\(written)</p>")
        #expect(("\(3)\(nil as Markup?)\(["<i>", "</i>"] as [Markup])" as Markup).text == "3<i></i>")
    }

    @Test("holds what the vault says as text alone, wherever it stands", arguments: attacks)
    func hostile(text: String) {
        let harmless = page(with: "harmless")
        let page = page(with: text)
        #expect(!page.unicodeScalars.contains { $0 != "\n" && Printable.isUnsafe($0) })
        #expect(page.contains(("\(text)" as Markup).text))
        // As many tags and quotes as with a harmless name: nothing of it is markup.
        for sign in ["<", ">", "\"", "'"] as [Character] {
            #expect(page.count { $0 == sign } == harmless.count { $0 == sign }, "\(sign)")
        }
    }

    private func page(with text: String) -> String {
        let rows = [
            OverviewSample.row(text, ends: "2026-12-03", text, kind: text, owner: text, action: text),
            OverviewSample.row(text, ends: "2026-12-04", kind: ExpiryReport.relationshipKind, customer: text),
            OverviewSample.row(text, ends: nil, "ok", action: "partner-vault \(text)"),
        ]
        var finding = OverviewSample.finding(text, text, action: text)
        finding.message = text
        return ReportPage.html(
            OverviewSample.report(
                rows, [finding, OverviewSample.finding(text, "expired", action: "partner-vault \(text)")]))
    }

    @Test("lets its own style and script through, by the hash of what it holds, and nothing else")
    func policy() throws {
        let page = ReportPage.html(OverviewSample.mixed)
        func hash(_ element: String) throws -> String {
            let parts = page.components(separatedBy: "<\(element)>")
            #expect(parts.count == 2)
            let content = try #require(parts[1].components(separatedBy: "</\(element)>").first)
            #expect(!content.isEmpty)
            return Data(SHA256.hash(data: Data(content.utf8))).base64EncodedString()
        }
        let policy = try #require(
            page.firstMatch(of: /http-equiv="Content-Security-Policy" content="([^"]*)"/)?.output.1)
        #expect(
            policy.replacing("&#39;", with: "'")
                == "default-src 'none'; style-src 'sha256-\(try hash("style"))'; "
                + "script-src 'sha256-\(try hash("script"))'; base-uri 'none'; form-action 'none'")
    }

    @Test("points to nothing outside of itself")
    func alone() {
        let page = ReportPage.html(OverviewSample.mixed)
        for word in ["http:", "https:", "://", "url(", "@import", " src=", "<link", "<base", " style=", " onclick"] {
            let found = page.contains(word)
            #expect(!found, "\(word)")
        }
        #expect(Set(page.matches(of: /href="([^"]*)"/).map { String($0.output.1) }) == ["#everything"])
    }

    @Test("begins with what is to be done today")
    func headline() {
        let (mixed, many) = (OverviewSample.mixed, OverviewSample.many(2))
        #expect(PageSummary.headline(mixed) == "1 thing to do today")
        #expect(PageSummary.headline(many) == "Nothing to do today")
        #expect(PageSummary.headline(OverviewSample.report(tenants: 3)) == "Nothing to do")
        #expect(PageSummary.headline(OverviewSample.report()) == "The vault is empty")
        let twice = OverviewSample.report(mixed.rows, mixed.findings + [OverviewSample.finding("a", "critical")])
        #expect(PageSummary.headline(twice) == "2 things to do today")
    }

    @Test("has each credential in a row, with the command that comes next")
    func rows() {
        let page = ReportPage.html(OverviewSample.mixed)
        #expect(
            page.contains(
                "<tr class=now><th scope=row>tailspin<td>2026-11-18<td>-5<td>expired<td>client secret<td><td>1"
                    + "<td><code>partner-vault edit tailspin <i>--new-secret</i></code>\n"))
        #expect(
            page.contains(
                "<tr class=fine><th scope=row>contoso<td>2027-04-01<td>129<td>ok<td>GDAP with Adventure Works<td>"
                    + "<td>1<td>\n"))
        #expect(page.contains("<tr class=soon><th scope=row>proseware<td><td><td>unknown expiry"))
        #expect(page.count("<tr class=") == OverviewSample.mixed.rows.count)
        #expect(page.contains("<title>Vault report, 2026-11-22 09:30 UTC</title>"))
    }

    @Test("draws twelve months that can be read aloud")
    func timeline() {
        let page = ReportPage.html(OverviewSample.mixed)
        #expect(page.count("<title>") == 13)
        #expect(page.contains("<title>December 2026: 1 ends, 1 that can wait</title>"))
        #expect(page.contains("<title>January 2027: none ends</title>"))
        #expect(page.contains("1 has ended already, 1 has no known end."))
        // However many there are elsewhere, what there is shows.
        var report = OverviewSample.many(5000)
        report.rows.append(OverviewSample.row("a", ends: "2027-03-21"))
        let many = PageTimeline.markup(Timeline(report.rows, at: report.at)).text
        #expect(many.contains(#"class="fine" x="34.37%" y="141" width="6.25%" height="3""#))
        #expect(many.contains(">5.0k</text>"))
    }

    @Test("breaks no line in the middle of the program's own option, and lets long names break")
    func action() {
        let long = "partner-vault sync 'a --\(String(repeating: "b", count: 300))'"
        #expect(PageFindings.action(long)?.text.contains("<i>") == false)
        #expect(PageFindings.action("partner-vault sync a")?.text == "<code>partner-vault sync a</code>")
        #expect(PageFindings.action("ask the customer")?.text == "<em>ask the customer</em>")
        #expect(PageFindings.action(nil) == nil)
    }

    @Test("is small for many, and says how many findings it leaves out")
    func many() {
        var report = OverviewSample.many(10_000)
        report.findings.append(OverviewSample.finding("last", "gone"))
        let page = ReportPage.html(report)
        #expect(page.utf8.count < 3_000_000)
        #expect(page.count("<tr class=") == 10_000)
        #expect(page.count("<li><b>") == 200)
        #expect(page.contains("and 9801 more: <code>partner-vault policy check</code>"))
        #expect(page.contains("<li><b>last</b>"))
    }

    @Test("says what to do first with an empty vault")
    func empty() {
        let page = ReportPage.html(OverviewSample.report())
        #expect(page.contains("<code>partner-vault import FILE</code>"))
        #expect(!page.contains("<main>") && !page.contains("<table"))
    }
}

extension String {
    fileprivate func count(_ part: String) -> Int { components(separatedBy: part).count - 1 }
}
