import Crypto
import FoundationEssentials
import VaultCore

/// The state of the vault as one page that needs nothing else: no request leaves it, and no secret is in it.
enum ReportPage {
    static func html(_ report: VaultReport) -> String {
        var page = Markup(capacity: 16_384 + report.rows.count * 224)
        page.add(head(report))
        page.add(PageSummary.markup(report))
        if report.tenants > 0 {
            let groups = FindingGroup.groups(of: report.findings)
            page.add("<main>\n")
            page.add(PageSummary.tiles(report))
            page.add(PageFindings.today(groups))
            page.add(PageTimeline.markup(Timeline(report.rows, at: report.at)))
            page.add(PageFindings.later(groups))
            PageTable.add(report, to: &page)
            page.add("</main>\n")
        }
        page.add(foot)
        return page.text
    }

    /// Lets through the page's own style and script, by their hashes, and nothing else.
    static let contentPolicy =
        "default-src 'none'; style-src '\(hash(PackageResources.report_css))'; "
        + "script-src '\(hash(PackageResources.report_js))'; base-uri 'none'; form-action 'none'"

    private static func hash(_ bytes: [UInt8]) -> String {
        "sha256-\(Data(SHA256.hash(data: bytes)).base64EncodedString())"
    }

    private static func head(_ report: VaultReport) -> Markup {
        """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="\(contentPolicy)">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark">
        <title>Vault report, \(OverviewWords.minute(report.at))</title>
        <style>\(Markup(embedded: PackageResources.report_css))</style></head>
        <body>

        """
    }

    private static var foot: Markup {
        """
        <footer><p>Dates are in UTC. Names and dates only: no secret and no token is in this page. \
        Made by <code>partner-vault report --html</code></p></footer>
        <script>\(Markup(embedded: PackageResources.report_js))</script></body></html>

        """
    }
}
