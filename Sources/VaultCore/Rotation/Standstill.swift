internal import FoundationEssentials
internal import VaultModel

/// Why an open rotation does not go on by itself.
enum Standstill: Equatable {
    /// The vault was restored since.
    case frozen
    /// Marked, and never begun.
    case notBegun(since: Date)
    /// Nobody works on it.
    case left(Rotation.Step, since: Date)
    /// Its overlap is long over.
    case overdue(since: Date)

    var message: String {
        switch self {
        case .frozen: "a rotation was open when the vault was restored, and waits for a person"
        case .notBegun(let since): "a rotation was wanted on \(day(since)), and not begun"
        case .left(let step, let since): "a rotation stands at \"\(step.rawValue)\" since \(day(since))"
        case .overdue(let since): "the old credential was to go on \(day(since))"
        }
    }

    func command(for tenant: String) -> String {
        let name = shellQuoted(tenant)
        return switch self {
        case .frozen: "partner-vault rotate \(name) --resume --confirm-restored"
        case .notBegun, .left, .overdue: "partner-vault rotate \(name) --resume"
        }
    }

    private func day(_ instant: Date) -> String { String(InstantText.format(instant).prefix(10)) }
}

extension Rotation {
    /// A run does no step for longer.
    private static let longestStep = 1800.0

    /// Nil where somebody works on it, or it waits for its time.
    func standstill(at now: Date, era: UInt64) -> Standstill? {
        if self.era != era { return .frozen }
        if let lease, lease.holds(at: now), now.timeIntervalSince(since) < Self.longestStep { return nil }
        switch step {
        case .planned:
            // A fleet takes its time.
            return now.timeIntervalSince(since) < 86_400 ? nil : .notBegun(since: since)
        case .intended, .stored, .proven, .delivered:
            return now.timeIntervalSince(since) < Self.longestStep ? nil : .left(step, since: since)
        case .promoted:
            guard let removeAfter, now.timeIntervalSince(removeAfter) > 86_400 else { return nil }
            return .overdue(since: removeAfter)
        }
    }
}
