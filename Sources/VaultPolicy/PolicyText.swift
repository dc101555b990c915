package import VaultModel

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
}
