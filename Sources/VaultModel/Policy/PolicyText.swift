extension PolicyKey {
    /// Reads a value as people write it: a length of time within bounds, or one of the key's two words.
    package func read(_ text: String) -> PolicyValue? {
        if let words {
            switch text {
            case words.no: return .flag(false)
            case words.yes: return .flag(true)
            default: return nil
            }
        }
        guard let duration = DurationText.parse(text), bounds?.contains(duration) == true else { return nil }
        return .duration(duration)
    }

    /// Writes a value so that `read` gives the same back.
    package func format(_ value: PolicyValue) -> String {
        switch value {
        case .duration(let duration): DurationText.format(duration)
        case .flag(let flag): flag ? words?.yes ?? "yes" : words?.no ?? "no"
        }
    }

    /// The lengths of time that make sense under this key; nil for a key that has words.
    package var bounds: ClosedRange<Duration>? {
        let day = 86_400
        return switch self {
        case .maximumLifetime: .seconds(day)...(.seconds(3650 * day))
        case .rotateBefore: .zero...(.seconds(365 * day))
        case .critical: .zero...(.seconds(180 * day))
        case .overlap: .zero...(.seconds(30 * day))
        // Entra's own limit; nothing that is set here makes it longer.
        case .refreshTokenIdle: .seconds(day)...(.seconds(90 * day))
        case .neverExpires, .unknownExpiry, .certificateRequired: nil
        }
    }
}
