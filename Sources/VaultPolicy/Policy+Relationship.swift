package import FoundationEssentials
package import VaultModel

extension Policy {
    /// Judges a partner's relationship with a customer: when it ends, unless it goes on by itself.
    package func assess(_ relationship: Relationship, at instant: Date) -> Assessment {
        let left = relationship.end.timeIntervalSince(instant)
        let findings: [Verdict] =
            if relationship.extendsItself, relationship.status != .expired {
                []
            } else {
                [
                    relationship.status == .expired || left <= 0 ? Verdict.expired : nil,
                    left <= criticalBefore.interval ? .critical : nil,
                    left <= rotateBefore.interval ? .rotationDue : nil,
                ].compactMap(\.self)
            }
        return Assessment(
            verdict: findings.first ?? .ok, findings: findings, expires: relationship.end,
            daysLeft: wholeDays(from: instant, to: relationship.end),
            action: findings.isEmpty ? .none : .renewRelationship)
    }
}
