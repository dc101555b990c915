package import VaultModel

extension Policy {
    /// What the policy says under `key`; a value of the wrong kind changes nothing.
    package subscript(key: PolicyKey) -> PolicyValue {
        get {
            switch key {
            case .maximumLifetime: .duration(maximumLifetime)
            case .rotateBefore: .duration(rotateBefore)
            case .critical: .duration(criticalBefore)
            case .overlap: .duration(overlap)
            case .neverExpires: .flag(neverExpiringAllowed)
            case .unknownExpiry: .flag(unknownExpiryIsFinding)
            case .refreshTokenIdle: .duration(refreshTokenIdleLimit)
            case .certificateRequired: .flag(certificateRequired)
            }
        }
        set {
            switch (key, newValue) {
            case (.maximumLifetime, .duration(let value)): maximumLifetime = value
            case (.rotateBefore, .duration(let value)): rotateBefore = value
            case (.critical, .duration(let value)): criticalBefore = value
            case (.overlap, .duration(let value)): overlap = value
            case (.refreshTokenIdle, .duration(let value)): refreshTokenIdleLimit = value
            case (.neverExpires, .flag(let value)): neverExpiringAllowed = value
            case (.unknownExpiry, .flag(let value)): unknownExpiryIsFinding = value
            case (.certificateRequired, .flag(let value)): certificateRequired = value
            case (.maximumLifetime, .flag), (.rotateBefore, .flag), (.critical, .flag), (.overlap, .flag),
                (.refreshTokenIdle, .flag), (.neverExpires, .duration), (.unknownExpiry, .duration),
                (.certificateRequired, .duration):
                break
            }
        }
    }

    /// Why these limits cannot stand together; nil where they can.
    package var contradiction: PolicyContradiction? {
        if criticalBefore > rotateBefore { return .criticalBeforeDue }
        if rotateBefore >= maximumLifetime { return .alwaysDue }
        return nil
    }
}

/// Two limits of one policy that contradict each other.
package enum PolicyContradiction: Sendable, Equatable {
    /// A credential would be critical before its rotation is due.
    case criticalBeforeDue
    /// A credential with the longest life that is allowed would be due for rotation on its first day.
    case alwaysDue
}
