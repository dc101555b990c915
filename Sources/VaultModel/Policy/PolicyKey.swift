/// What a policy can say, by the names that the command line and reports use.
package enum PolicyKey: String, Sendable, CaseIterable {
    case maximumLifetime = "maximum-lifetime"
    case rotateBefore = "rotate-before"
    case critical
    case overlap
    case neverExpires = "never-expires"
    case unknownExpiry = "unknown-expiry"
    case refreshTokenIdle = "refresh-token-idle"
    case certificateRequired = "certificate-required"

    /// Nil for limits that are lengths of time; else the words for no and yes.
    package var words: (no: String, yes: String)? {
        switch self {
        case .maximumLifetime, .rotateBefore, .critical, .overlap, .refreshTokenIdle: nil
        case .neverExpires: ("forbidden", "allowed")
        case .unknownExpiry: ("ignored", "finding")
        case .certificateRequired: ("no", "yes")
        }
    }
}

/// What one key is set to.
package enum PolicyValue: Sendable, Hashable {
    /// Whole seconds.
    case duration(Duration)
    case flag(Bool)
}

/// What somebody set in place of the usual, for one scope: the vault, a tag, or a tenant.
package struct PolicyOverrides: Sendable, Hashable {
    private var values: [PolicyKey: PolicyValue] = [:]

    package init(_ values: [PolicyKey: PolicyValue] = [:]) {
        self.values = values
    }

    package var isEmpty: Bool { values.isEmpty }

    /// Nil where nothing is set.
    package subscript(key: PolicyKey) -> PolicyValue? {
        get { values[key] }
        set { values[key] = newValue }
    }
}
