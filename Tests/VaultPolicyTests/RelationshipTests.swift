import FoundationEssentials
import Testing
import VaultModel
import VaultPolicy

private let now = Date(timeIntervalSince1970: 1_772_355_600)
private let day = 86_400.0

@Suite("A partner's relationships with customers")
struct RelationshipAssessmentTests {
    @Test(
        "End like credentials, unless they go on by themselves",
        arguments: [
            (.active, 31 * day, false, []), (.active, 30 * day, false, [.rotationDue]),
            (.active, 7 * day, false, [.critical, .rotationDue]),
            (.active, 0, false, [.expired, .critical, .rotationDue]),
            (.expiring, 31 * day, false, []), (.expired, 31 * day, false, [.expired]),
            (.active, 1 * day, true, []), (.expiring, 1 * day, true, []), (.active, -1, true, []),
            (.expired, -1, true, [.expired, .critical, .rotationDue]), (.activating, 40 * day, false, []),
        ] as [(Relationship.Status, Double, Bool, [Verdict])])
    func verdicts(status: Relationship.Status, left: Double, extendsItself: Bool, expected: [Verdict]) {
        let relationship = Relationship(
            id: "r", name: "Fabrikam", customer: "Fabrikam", customerID: nil, status: status, end: now + left,
            extendsItself: extendsItself)
        let assessment = Policy().assess(relationship, at: now)
        #expect(assessment.findings == expected)
        #expect(assessment.verdict == expected.first ?? .ok)
        #expect(assessment.action == (expected.isEmpty ? .none : .renewRelationship))
        #expect(assessment.expires == now + left)
    }
}
