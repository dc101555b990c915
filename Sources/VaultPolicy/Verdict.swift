/// What a policy says about one credential, in order of precedence: the first that applies is the verdict.
package enum Verdict: String, Sendable, CaseIterable {
    /// The end has passed.
    case expired
    /// `criticalBefore` or less is left.
    case critical
    /// `rotateBefore` or less is left.
    case rotationDue
    /// Nobody said when it ends.
    case unknownExpiry
    case neverExpires
    /// It was given a longer life than the policy allows.
    case exceedsLifetime
    /// It is a secret, and the policy wants a certificate.
    case certificateRequired
    case ok
}
