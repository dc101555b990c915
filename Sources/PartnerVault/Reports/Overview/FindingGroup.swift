import VaultCore

/// Findings of one kind, in the order in which they came: the worst kind first.
struct FindingGroup: Sendable, Equatable {
    let code: String
    let findings: [FindingReport]

    static func groups(of findings: [FindingReport]) -> [FindingGroup] {
        var order: [String] = []
        var groups: [String: [FindingReport]] = [:]
        for finding in findings {
            if groups[finding.code] == nil { order.append(finding.code) }
            groups[finding.code, default: []].append(finding)
        }
        return order.map { FindingGroup(code: $0, findings: groups[$0] ?? []) }
    }

    /// How many of each group are shown where there is room for `limit` in all: the worst first, but one of each at
    /// least, so that many of one kind do not hide that there are others.
    static func shares(of groups: [FindingGroup], limit: Int) -> [Int] {
        var room = max(0, limit - groups.count)
        return groups.map { group in
            let more = min(group.findings.count - 1, room)
            room -= more
            return 1 + more
        }
    }
}
