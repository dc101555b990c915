package import FoundationEssentials
package import VaultModel

extension Policy {
    /// Judges `credential` as it stands at `instant`.
    ///
    /// Limits count when they are reached: with exactly `criticalBefore` left it is critical, at its very end it has
    /// expired. Only an active credential has findings. A pending one is not in use yet, a retired one no longer, and a
    /// retiring one has a successor and is the running rotation's to remove.
    package func assess(_ credential: Credential, at instant: Date) -> Assessment {
        let expires = end(of: credential)
        let findings = findings(about: credential, ending: expires, at: instant)
        let verdict = findings.first ?? .ok
        return Assessment(
            verdict: verdict,
            findings: findings,
            expires: expires,
            daysLeft: expires.map { wholeDays(from: instant, to: $0) },
            action: Action(on: verdict, for: credential.kind)
        )
    }

    /// A refresh token ends by lying idle even if nobody wrote an end down: `notBefore` is when it last came new.
    private func end(of credential: Credential) -> Date? {
        switch credential.kind {
        case .clientSecret, .certificate, .federated, .password: credential.expiry.date
        case .refreshToken:
            credential.expiry.date ?? credential.start.addingTimeInterval(refreshTokenIdleLimit.interval)
        }
    }

    private func findings(about credential: Credential, ending end: Date?, at instant: Date) -> [Verdict] {
        switch credential.state {
        case .pending, .retiring, .retired: return []
        case .active: break
        }
        return Verdict.allCases.filter { verdict in
            switch verdict {
            case .expired: isWithin(.zero, of: end, at: instant)
            case .critical: isWithin(criticalBefore, of: end, at: instant)
            case .rotationDue: isWithin(rotateBefore, of: end, at: instant)
            case .unknownExpiry: unknownExpiryIsFinding && end == nil && credential.hasOwnEnd(.unknown)
            case .neverExpires: !neverExpiringAllowed && end == nil && credential.hasOwnEnd(.never)
            case .exceedsLifetime: exceedsLifetime(credential)
            case .certificateRequired: certificateRequired && credential.couldBeCertificate
            case .ok: false
            }
        }
    }

    private func isWithin(_ limit: Duration, of end: Date?, at instant: Date) -> Bool {
        guard let end else { return false }
        return end.timeIntervalSince(instant) <= limit.interval
    }

    /// Where nobody said when it began, its life is counted from its entry here: too short, never too long.
    private func exceedsLifetime(_ credential: Credential) -> Bool {
        switch credential.kind {
        case .federated, .refreshToken: false
        case .clientSecret, .certificate, .password:
            credential.expiry.date.map { $0.timeIntervalSince(credential.start) > maximumLifetime.interval } ?? false
        }
    }

    func wholeDays(from instant: Date, to end: Date) -> Int {
        let days = (end.timeIntervalSince(instant) / 86_400).rounded(.down)
        // Dates reach further than an `Int` of days does.
        return Int(exactly: days) ?? (days < 0 ? .min : .max)
    }
}

extension Credential {
    /// A federated token is no secret of ours, and a refresh token is the user's.
    fileprivate var couldBeCertificate: Bool {
        switch kind {
        case .clientSecret, .password: true
        case .certificate, .federated, .refreshToken: false
        }
    }

    fileprivate var start: Date { notBefore ?? added }

    /// Whether its expiry is `expiry` and that means something: a federated token file is the platform's to renew.
    fileprivate func hasOwnEnd(_ expiry: Expiry) -> Bool {
        switch kind {
        case .clientSecret, .certificate, .refreshToken, .password: self.expiry == expiry
        case .federated: false
        }
    }
}

extension Duration {
    var interval: TimeInterval {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
