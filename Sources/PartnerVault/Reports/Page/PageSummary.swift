import FoundationEssentials
import VaultCore
import VaultModel

/// The top of the page: what is to be done today, and how things stand.
enum PageSummary {
    static func markup(_ report: VaultReport) -> Markup {
        """
        <header><p class="made">partner-vault <span aria-hidden="true">·</span> \
        made \(OverviewWords.minute(report.at))</p>
        <h1>\(headline(report))</h1>
        \(report.tenants > 0 ? lead(report) : firstSteps)\(readings(report))</header>

        """
    }

    /// How many there are of each verdict; of what there is none, only what everyone looks for.
    static func tiles(_ report: VaultReport) -> Markup {
        let tiles = report.counts.filter { $0.count > 0 || ["expired", "critical", "ok"].contains($0.verdict) }
        let items: [Markup] = tiles.map { verdict, count in
            """
            <li class="\(PageStyle.name(of: Urgency(verdict: verdict)))\(count == 0 ? " none" : "")">\
            <a href="#everything" data-verdict="\(words(ofCode: verdict))"><b>\(count)</b> \
            \(words(ofCode: verdict))</a></li>

            """
        }
        return """
            <section aria-label="By verdict"><ul class="tiles">
            \(items)</ul></section>

            """
    }

    static func headline(_ report: VaultReport) -> String {
        guard report.tenants > 0 else { return "The vault is empty" }
        let (now, others) = urgent(report)
        switch (now, others) {
        case (0, 0): return "Nothing to do"
        case (0, _): return "Nothing to do today"
        case (1, _): return "1 thing to do today"
        default: return "\(now) things to do today"
        }
    }

    private static func urgent(_ report: VaultReport) -> (now: Int, others: Int) {
        let now = report.findings.count { Urgency(verdict: $0.code) == .now }
        return (now, report.findings.count - now)
    }

    private static func lead(_ report: VaultReport) -> Markup {
        let others = urgent(report).others
        var parts: [String] = []
        if others > 0 { parts.append("\(OverviewWords.count(others, "other finding")) can wait a little.") }
        if let next = report.rows.first(where: { $0.expires.map { $0 > report.at } ?? false }), let days = next.daysLeft
        {
            let when = days == 0 ? "within a day" : "in \(OverviewWords.count(days, "day"))"
            parts.append("Next to end: \(next.tenant), \(when).")
        }
        return """
            <p class="lead">\(parts.joined(separator: " "))</p>
            <p>\(OverviewWords.scope(report).joined(separator: ", "))</p>

            """
    }

    private static var firstSteps: Markup {
        let commands: [Markup] = FirstSteps.commands.map { "<li><code>\($0)</code></li>" }
        return "<p class=\"lead\">Fill it with one of these.</p><ul class=\"steps\">\(commands)</ul>"
    }

    /// What the dates are worth.
    private static func readings(_ report: VaultReport) -> Markup? {
        guard report.tenants > 0, let words = OverviewWords.readings(report) else { return nil }
        return """
            <p class="reading">\(words.prefix(1).uppercased() + words.dropFirst()): \
            <code>\(OverviewWords.syncCommand)</code></p>
            """
    }
}

/// The classes of the page's style.
enum PageStyle {
    static func name(of urgency: Urgency) -> String {
        switch urgency {
        case .now: "now"
        case .soon: "soon"
        case .fine: "fine"
        }
    }
}
