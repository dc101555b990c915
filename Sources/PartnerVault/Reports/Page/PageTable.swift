import FoundationEssentials
import VaultCore
import VaultModel

/// Everything in one table, the soonest first; end tags that HTML can do without are left out, since rows are many.
enum PageTable {
    static func add(_ report: VaultReport, to page: inout Markup) {
        page.add(head(report))
        for row in report.rows { page.add(markup(row)) }
        page.add("</table></section>\n")
    }

    private static func head(_ report: VaultReport) -> Markup {
        let verdicts: [Markup] = report.counts.filter { $0.count > 0 }.map { verdict, count in
            let name = words(ofCode: verdict)
            return "<option value=\"\(name)\">\(name) (\(count))</option>"
        }
        return """
            <section aria-labelledby="everything"><h2 id="everything">Everything</h2>
            <form class="tools" role="search" hidden>
            <label>Filter <input id="filter" type="search" autocomplete="off" spellcheck="false"></label>
            <label>Verdict <select id="verdict"><option value="">all</option>\(verdicts)</select></label>
            <output id="shown" for="filter verdict"></output></form>
            <table id="rows"><caption>All credentials and relationships, the soonest end first</caption>
            <thead><tr><th scope="col" data-by="text">Tenant<th scope="col" data-by="text" aria-sort="ascending">Ends\
            <th scope="col" data-by="number">Days<th scope="col" data-by="verdict">Verdict\
            <th scope="col" data-by="text">Kind<th scope="col" data-by="text">Owner\
            <th scope="col" data-by="number">Tenants<th scope="col" data-by="text">Next</thead>
            <tbody>

            """
    }

    private static func markup(_ row: ExpiryReport) -> Markup {
        let ends = row.expires.map { String(InstantText.format($0).prefix(10)) } ?? ""
        let days = row.daysLeft.map { String($0) } ?? ""
        return """
            <tr class=\(PageStyle.name(of: Urgency(verdict: row.verdict)))><th scope=row>\(row.tenant)<td>\(ends)\
            <td>\(days)<td>\(words(ofCode: row.verdict))<td>\(kind(row))<td>\(row.owner ?? "")<td>\(row.tenants)\
            <td>\(PageFindings.action(row.action))

            """
    }

    private static func kind(_ row: ExpiryReport) -> String {
        guard row.kind == ExpiryReport.relationshipKind else { return words(ofCode: row.kind) }
        return "GDAP" + (row.customer.map { " with \($0)" } ?? "")
    }
}
