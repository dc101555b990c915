package import FoundationEssentials

/// What a policy says about one credential at one instant.
package struct Assessment: Sendable, Hashable {
    /// The first of `findings`, or `ok`.
    package let verdict: Verdict
    /// All that apply, in order of precedence; never `ok`. What has expired is critical and due as well.
    package let findings: [Verdict]
    /// When it ends, as far as anyone knows; for a refresh token, when it will have lain unused for too long.
    package let expires: Date?
    /// Whole days until `expires`, rounded down: 0 on the last day, negative once it has passed.
    package let daysLeft: Int?
    package let action: Action
}
