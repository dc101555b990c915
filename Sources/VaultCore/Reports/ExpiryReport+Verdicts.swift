internal import VaultPolicy

extension ExpiryReport {
    /// Every word that `verdict` may be, the worst first.
    package static let verdicts = Verdict.allCases.map(\.rawValue)
}
