package import EntraClient
internal import FoundationEssentials
package import VaultModel
internal import VaultPolicy

/// What a directory allows a new credential to be, as far as it told before it is asked for one.
package struct RotationTerms {
    /// The longest life that is asked for first.
    package private(set) var lifetime: Duration
    package private(set) var notes: [String] = []

    /// - Throws: where the directory would surely refuse.
    package init(_ rotation: Rotation, _ registration: GraphRegistration, tenant: String) throws {
        lifetime = rotation.lifetime
        let name = shellQuoted(tenant)
        switch rotation.kind {
        case .certificate:
            if let limit = registration.limits?.certificateLifetime { clamp(to: limit) }
        case .clientSecret, .federated, .refreshToken, .password:
            if registration.limits?.forbidsSecrets == true {
                throw VaultFailure(
                    .refused, "the directory's policy lets no secret be added",
                    hint: "use a certificate: \"partner-vault rotate \(name) --to certificate\"")
            }
            // Graph's own limit where personal accounts may sign in.
            if registration.allowsPersonalAccounts, registration.credentials.passwords.count >= 2 {
                throw VaultFailure(
                    .refused, "it may have two secrets, since personal accounts may sign in, and has them",
                    hint: "remove the one that nothing uses in the portal, or end an overlap with "
                        + "\"partner-vault rotate \(name) --finish\"")
            }
            if let limit = registration.limits?.secretLifetime { clamp(to: limit) }
        }
        guard lifetime >= .seconds(3600) else {
            throw VaultFailure(.refused, "the directory's policy lets nothing live for an hour")
        }
    }

    /// Shorter lives to try where the directory refuses one without saying what it allows.
    package var shorter: [Duration] { [90, 60, 30, 14, 7].map { .days($0) }.filter { $0 < lifetime } }

    private mutating func clamp(to limit: Duration) {
        guard limit < lifetime else { return }
        lifetime = limit
        notes.append("the directory's policy allows \(DurationText.format(limit)) at most")
    }
}
