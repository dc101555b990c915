import FoundationEssentials
import VaultCore
import VaultModel

/// Findings under their kinds on the page, each with the command that mends it.
enum PageFindings {
    /// More than this nobody reads in a list; each row of the table has its command too.
    private static let limit = 200

    static func today(_ groups: [FindingGroup]) -> Markup? {
        section("today", "Today", groups.filter { Urgency(verdict: $0.code) == .now })
    }

    static func later(_ groups: [FindingGroup]) -> Markup? {
        section("later", "When there is time", groups.filter { Urgency(verdict: $0.code) != .now })
    }

    private static func section(_ id: String, _ title: String, _ groups: [FindingGroup]) -> Markup? {
        guard !groups.isEmpty else { return nil }
        let lists = zip(groups, FindingGroup.shares(of: groups, limit: limit)).map(list)
        return "<section aria-labelledby=\"\(id)\"><h2 id=\"\(id)\">\(title)</h2>\n\(lists)</section>\n"
    }

    private static func list(_ group: FindingGroup, _ share: Int) -> Markup {
        let name = words(ofCode: group.code)
        let rest = group.findings.count - share
        let more: Markup? =
            rest > 0 ? "<p class=\"more\">and \(rest) more: <code>\(OverviewWords.checkCommand)</code></p>\n" : nil
        return """
            <h3 class="\(PageStyle.name(of: Urgency(verdict: group.code)))">\
            \(name.prefix(1).uppercased() + name.dropFirst()) <span>\(group.findings.count)</span></h3>
            <ul class="findings">
            \(group.findings.prefix(share).map(item))</ul>
            \(more)
            """
    }

    private static func item(_ finding: FindingReport) -> Markup {
        let end = finding.expires.map { String(InstantText.format($0).prefix(10)) }
        let date: Markup? = end.map { " <time>\($0)</time>" }
        return """
            <li><b>\(finding.tenant)</b> <span>\(finding.message)\(date)</span> \(action(finding.action))</li>

            """
    }

    /// A command as a command, and what a person has to do as words.
    static func action(_ action: String?) -> Markup? {
        guard let action else { return nil }
        guard action.hasPrefix("partner-vault ") else { return "<em>\(action)</em>" }
        // A line may break before the option at the end, but not behind its hyphens; a name may hold hyphens, too.
        guard let space = action.lastIndex(of: " "), case let name = action.index(after: space),
            action[name...].hasPrefix("--"), action[name...].utf8.count <= 24
        else { return "<code>\(action)</code>" }
        return "<code>\(String(action[..<name]))<i>\(String(action[name...]))</i></code>"
    }
}
