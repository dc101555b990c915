internal import VaultPolicy

extension VaultReport {
    /// How many rows there are of each verdict, the worst first; verdicts of which there are none, too.
    package var counts: [(verdict: String, count: Int)] {
        let found = rows.reduce(into: [String: Int]()) { $0[$1.verdict, default: 0] += 1 }
        return Verdict.allCases.map { ($0.rawValue, found[$0.rawValue] ?? 0) }
    }

    /// How many of the rows are about a partner's relationships, which are no credentials.
    package var relationships: Int { rows.count { $0.kind == ExpiryReport.relationshipKind } }

    package var credentials: Int { rows.count - relationships }
}
