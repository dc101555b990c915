import FoundationEssentials
import VaultCore
import VaultModel

/// What is not as it should be, as people and scripts read it.
enum FindingText {
    static func table(_ findings: [FindingReport]) -> Table {
        var table = Table([
            .init("tenant", least: 12), .init("finding", rank: 1, least: 12), .init("what", least: 24),
            .init("ends", rank: 3, least: 10), .init("next", rank: 2, least: 24),
        ])
        for finding in findings {
            table.rows.append([
                Cell(finding.tenant), Cell(finding.code, tone(finding.code)), Cell(finding.message),
                Cell(finding.expires.map { String(InstantText.format($0).prefix(10)) }, orDash: .plain),
                // Everyone knows whose command it is.
                Cell(finding.action.map { $0.replacing("partner-vault ", with: "") }, orDash: .plain),
            ])
        }
        return table
    }

    static func json(_ finding: FindingReport) -> JSONText {
        [
            "tenant": .string(finding.tenant), "code": .string(finding.code), "message": .string(finding.message),
            "credential": JSONText(finding.credential), "keyId": JSONText(finding.keyID),
            "expires": JSONText(finding.expires), "action": JSONText(finding.action),
        ]
    }

    /// What to do next as a hint: a command to run, or words as they are.
    static func hint(_ action: String?) -> String? {
        action.map { $0.hasPrefix("partner-vault ") ? "run \"\($0)\"" : $0 }
    }

    /// What is over or nearly so is bad; everything else that is found wants looking at.
    static func tone(_ code: String) -> Cell.Tone {
        switch Urgency(verdict: code) {
        case .now: .bad
        case .soon: .caution
        case .fine: .good
        }
    }
}
