import FoundationEssentials
import VaultCore

extension ExpiryReport {
    /// A row that means what is said of it; the rest is as usual.
    static func sample(
        _ tenant: String = "contoso", id: String = "00c0ffee00c0ffee", kind: String = "clientSecret",
        ends: Date? = Date(timeIntervalSince1970: 1_800_000_000), verdict: String = "ok", owner: String? = nil,
        action: String? = nil, customer: String? = nil, extendsItself: Bool = false,
        rotateBefore: Duration = .seconds(30 * 86_400), criticalBefore: Duration = .seconds(7 * 86_400)
    ) -> ExpiryReport {
        ExpiryReport(
            tenant: tenant, credential: id, kind: kind, keyID: nil, expires: ends, daysLeft: 9, verdict: verdict,
            findings: verdict == "ok" ? [] : [verdict], owner: owner, action: action, tenants: 1, customer: customer,
            extendsItself: extendsItself, rotateBefore: rotateBefore, criticalBefore: criticalBefore)
    }

    /// Texts that others may have chosen, and that mean something to one reader or another.
    static let hostileTexts = [
        "=1+1", "＝HYPERLINK(A1)", "a;=1+1", #"quo"te\back"#, "<script>alert(1)</script>", "pipe | expired=0;;;;",
        "שלום עולם " + String(repeating: "x", count: 90), String(repeating: "株式会社", count: 33), "👩‍👩‍👧 flag 🇩🇪",
        "line\nEND:VEVENT\r\nBEGIN:VEVENT\rUID:x", "turn\u{202e}ed\u{2066}", "esc\u{1b}[31m\u{9b}2J\u{0}",
        "a\u{2028}b\u{85}c",
        "\"} 1\npartner_vault_credentials{verdict=\"ok\"} 9", "comma, semi; \\n", "%s $HOME `id`", "",
    ]

    /// A row for each hostile text, which stands wherever one can.
    static let hostile = hostileTexts.enumerated().map { index, text in
        sample(
            text, id: "\(index)-\(text)", kind: relationshipKind, verdict: "critical", owner: text,
            action: "partner-vault edit \(text)", customer: text)
    }
}
