import FoundationEssentials
import Testing
import VaultModel
import VaultPolicy

private let now = Date(timeIntervalSince1970: 1_772_355_600)
private let day = 86_400.0

private func credential(
    _ kind: Credential.Kind = .clientSecret,
    _ expiry: Expiry,
    state: Credential.State = .active,
    notBefore: Date? = nil,
    added: Date = now
) -> Credential {
    Credential(id: .random(), kind: kind, state: state, notBefore: notBefore, expiry: expiry, added: added)
}

private func end(in seconds: Double) -> Expiry { .at(now.addingTimeInterval(seconds)) }

@Suite struct AssessmentTests {
    @Test(
        arguments: [
            (-day * 400, Verdict.expired, -400), (-1, .expired, -1), (0, .expired, 0), (1, .critical, 0),
            (day - 1, .critical, 0), (day, .critical, 1), (7 * day - 1, .critical, 6), (7 * day, .critical, 7),
            (7 * day + 1, .rotationDue, 7), (30 * day - 1, .rotationDue, 29), (30 * day, .rotationDue, 30),
            (30 * day + 1, .ok, 30), (180 * day, .ok, 180), (180 * day + 1, .exceedsLifetime, 180),
            (100_000 * day, .exceedsLifetime, 100_000),
        ] as [(Double, Verdict, Int)]
    )
    func timeLeft(seconds: Double, expected: Verdict, daysLeft: Int) {
        let assessment = Policy().assess(credential(.clientSecret, end(in: seconds)), at: now)
        #expect(assessment.verdict == expected)
        #expect(assessment.daysLeft == daysLeft)
        #expect(assessment.expires == now.addingTimeInterval(seconds))
    }

    @Test(
        arguments: [
            (end(in: -1), [.expired, .critical, .rotationDue]), (end(in: day), [.critical, .rotationDue]),
            (end(in: 20 * day), [.rotationDue]), (end(in: 90 * day), []), (.unknown, [.unknownExpiry]),
            (.never, [.neverExpires]), (end(in: 400 * day), [.exceedsLifetime]),
        ] as [(Expiry, [Verdict])]
    )
    func findingsAreAllThatApply(expiry: Expiry, expected: [Verdict]) {
        let assessment = Policy().assess(credential(.clientSecret, expiry), at: now)
        #expect(assessment.findings == expected)
        #expect(assessment.verdict == expected.first ?? .ok)
    }

    @Test func aLongLifeIsAFindingBesideTheEnd() {
        let old = credential(.clientSecret, end(in: 5 * day), notBefore: now.addingTimeInterval(-725 * day))
        #expect(Policy().assess(old, at: now).findings == [.critical, .rotationDue, .exceedsLifetime])
    }

    @Test(arguments: [(180 * day, false), (180 * day + 1, true)])
    func lifetimeRunsFromTheBeginningThatIsKnown(seconds: Double, exceeds: Bool) {
        let start = now.addingTimeInterval(-60 * day)
        let expiry = Expiry.at(start.addingTimeInterval(seconds))
        let begun = credential(.certificate, expiry, notBefore: start, added: now)
        let added = credential(.certificate, expiry, added: start)
        #expect(Policy().assess(begun, at: now).findings.contains(.exceedsLifetime) == exceeds)
        #expect(Policy().assess(added, at: now).findings.contains(.exceedsLifetime) == exceeds)
    }

    @Test func precedenceIsTheOrderOfTheContract() {
        let order = "expired critical rotationDue unknownExpiry neverExpires exceedsLifetime certificateRequired ok"
        #expect(Verdict.allCases.map(\.rawValue).joined(separator: " ") == order)
    }

    @Test(arguments: [Credential.State.pending, .retiring, .retired], [end(in: -day), end(in: day), .unknown, .never])
    func onlyActiveCredentialsHaveFindings(state: Credential.State, expiry: Expiry) {
        let assessment = Policy().assess(credential(.clientSecret, expiry, state: state), at: now)
        #expect(assessment.verdict == .ok)
        #expect(assessment.findings.isEmpty)
        #expect(assessment.action == .none)
        #expect(assessment.expires == expiry.date)
    }

    @Test func whatAPolicyAllowsIsNoFinding() {
        let lenient = Policy(neverExpiringAllowed: true, unknownExpiryIsFinding: false)
        #expect(lenient.assess(credential(.clientSecret, .never), at: now).verdict == .ok)
        #expect(lenient.assess(credential(.clientSecret, .unknown), at: now).verdict == .ok)
        #expect(lenient.assess(credential(.clientSecret, .unknown), at: now).daysLeft == nil)
    }

    @Test(arguments: [
        (89, Verdict.critical), (90, .expired), (84, .critical), (83, .critical), (82, .rotationDue), (59, .ok),
    ])
    func refreshTokensEndByLyingIdle(days: Double, expected: Verdict) {
        let renewed = now.addingTimeInterval(-days * day)
        let token = credential(.refreshToken, .unknown, notBefore: renewed, added: now.addingTimeInterval(-900 * day))
        let assessment = Policy().assess(token, at: now)
        #expect(assessment.verdict == expected)
        #expect(assessment.daysLeft == 90 - Int(days))
        #expect(assessment.action == (expected == .ok ? .none : .signIn))
    }

    @Test func aTokenFileIsThePlatformsToRenew() {
        for expiry in [Expiry.unknown, .never, end(in: 400 * day)] {
            #expect(Policy().assess(credential(.federated, expiry), at: now).verdict == .ok)
        }
    }

    @Test(
        arguments: [
            (.clientSecret, end(in: -1), .replaceNow), (.clientSecret, end(in: day), .replaceNow),
            (.certificate, end(in: 20 * day), .rotate), (.clientSecret, .unknown, .readExpiry),
            (.clientSecret, .never, .rotate), (.clientSecret, end(in: 400 * day), .rotate),
            (.password, .never, .replaceByHand), (.password, .unknown, .setExpiry),
            (.federated, end(in: day), .replaceByHand), (.refreshToken, .never, .none),
        ] as [(Credential.Kind, Expiry, Action)]
    )
    func actions(kind: Credential.Kind, expiry: Expiry, expected: Action) {
        #expect(Policy().assess(credential(kind, expiry), at: now).action == expected)
    }

    @Test(arguments: [
        ("2028-02-28T00:00:00Z", "2028-02-29T00:00:00Z", 1), ("2028-02-28T00:00:00Z", "2028-03-01T00:00:00Z", 2),
        ("2027-02-28T00:00:00Z", "2027-03-01T00:00:00Z", 1), ("2027-03-27T12:00:00Z", "2027-03-28T12:00:00Z", 1),
        ("2027-10-30T12:00:00+02:00", "2027-10-31T12:00:00+01:00", 1), ("2027-03-01T00:00:00Z", "2027-02-28", -1),
        ("2027-03-01T00:00:00Z", "2299-12-31", 99_651),
    ])
    func daysAreOf86400Seconds(instant: String, expires: String, expected: Int) throws {
        let at = try #require(InstantText.parse(instant))
        let end = try #require(InstantText.parse(expires))
        #expect(Policy().assess(credential(.clientSecret, .at(end), added: at), at: at).daysLeft == expected)
    }

    @Test(arguments: [
        Date.distantPast, .distantFuture, Date(timeIntervalSince1970: 1e300), Date(timeIntervalSince1970: -1e300),
    ])
    func farDatesDoNotTrap(end: Date) {
        let assessment = Policy().assess(credential(.clientSecret, .at(end)), at: now)
        #expect((assessment.verdict == .expired) == (end < now))
    }

    @Test func defaultsAreThoseOfTheDesign() {
        let policy = Policy()
        #expect(policy.maximumLifetime == .days(180))
        #expect(policy.rotateBefore == .seconds(30 * 86_400))
        #expect(policy.criticalBefore == .days(7))
        #expect(policy.overlap == .seconds(86_400))
        #expect(policy.refreshTokenIdleLimit == .days(90))
        #expect(!policy.neverExpiringAllowed)
        #expect(policy.unknownExpiryIsFinding)
    }

    @Test(
        "A secret where a certificate is wanted",
        arguments: [
            (.clientSecret, true), (.password, true), (.certificate, false), (.federated, false),
            (.refreshToken, false),
        ] as [(Credential.Kind, Bool)])
    func certificateRequired(kind: Credential.Kind, isFinding: Bool) {
        let policy = Policy(certificateRequired: true)
        let sound = credential(kind, end(in: 90 * day), notBefore: now)
        #expect(policy.assess(sound, at: now).findings == (isFinding ? [.certificateRequired] : []))
        #expect(Policy().assess(sound, at: now).findings.isEmpty)
        // What runs out is worse.
        let ending = credential(kind, end(in: day), notBefore: now)
        #expect(policy.assess(ending, at: now).verdict == .critical)
    }

    @Test(
        "Days are 86,400 s of UTC: over a leap day, and where clocks elsewhere are put forward or back",
        arguments: [
            ("2028-02-28T12:00:00Z", "2028-03-01T12:00:00Z", 2), ("2027-02-28T12:00:00Z", "2027-03-01T12:00:00Z", 1),
            ("2028-02-29T00:00:00Z", "2029-02-28T00:00:00Z", 365),
            ("2026-03-28T12:00:00+01:00", "2026-03-29T12:00:00+02:00", 0),
            ("2026-10-24T12:00:00+02:00", "2026-10-25T12:00:00+01:00", 1),
            ("2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z", 0),
            ("2026-12-31T23:00:00-05:00", "2027-01-02T04:00:00Z", 1),
        ])
    func calendarEdges(from: String, to: String, days: Int) throws {
        let (start, end) = (try #require(InstantText.parse(from)), try #require(InstantText.parse(to)))
        #expect(Policy().assess(credential(.clientSecret, .at(end)), at: start).daysLeft == days)
    }
}
