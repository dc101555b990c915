/// How soon a verdict, or anything else that was found, wants somebody.
enum Urgency: Int, CaseIterable, Sendable {
    case now
    case soon
    case fine

    /// Verdicts are words of the policy's, which may learn more of them than this program knows: those want looking at.
    init(verdict: String) {
        switch verdict {
        case "ok": self = .fine
        case "expired", "critical": self = .now
        default: self = .soon
        }
    }
}

/// The words of verdicts and findings for people: `rotationDue` is "rotation due".
func words(ofCode code: String) -> String {
    code.map { $0.isUppercase ? " \($0.lowercased())" : String($0) }.joined()
}
