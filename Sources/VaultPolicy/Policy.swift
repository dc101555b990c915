/// How long credentials may live, and how early their end is a matter.
package struct Policy: Sendable, Hashable {
    /// The longest life that a credential may be given; exactly this long is allowed.
    package var maximumLifetime: Duration
    /// With this much left or less, rotation is due.
    package var rotateBefore: Duration
    /// With this much left or less, it is critical.
    package var criticalBefore: Duration
    /// How long the old credential goes on beside the new one.
    package var overlap: Duration
    package var neverExpiringAllowed: Bool
    package var unknownExpiryIsFinding: Bool
    /// How long a refresh token may lie unused before Entra drops it.
    package var refreshTokenIdleLimit: Duration
    /// A secret where a certificate could be is a finding.
    package var certificateRequired: Bool

    package init(
        maximumLifetime: Duration = .days(180),
        rotateBefore: Duration = .days(30),
        criticalBefore: Duration = .days(7),
        overlap: Duration = .days(1),
        neverExpiringAllowed: Bool = false,
        unknownExpiryIsFinding: Bool = true,
        refreshTokenIdleLimit: Duration = .days(90),
        certificateRequired: Bool = false
    ) {
        self.maximumLifetime = maximumLifetime
        self.rotateBefore = rotateBefore
        self.criticalBefore = criticalBefore
        self.overlap = overlap
        self.neverExpiringAllowed = neverExpiringAllowed
        self.unknownExpiryIsFinding = unknownExpiryIsFinding
        self.refreshTokenIdleLimit = refreshTokenIdleLimit
        self.certificateRequired = certificateRequired
    }
}

extension Duration {
    /// Days of 86,400 s: instants are compared in UTC, which knows no daylight saving.
    package static func days(_ count: Int) -> Duration { .seconds(count * 86_400) }
}
