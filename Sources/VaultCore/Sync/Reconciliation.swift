package import EntraClient
package import FoundationEssentials
package import VaultModel
package import VaultPolicy

/// An application as the vault has it, laid beside what its directory lists: a value, computed from both.
package struct Reconciliation {
    /// The vault's credentials, with what the directory knows better.
    package private(set) var credentials: [Credential]
    package private(set) var changes: [SyncChange] = []
    package private(set) var drift: [Drift] = []
    private let now: Date

    package init(
        _ application: Application, _ reading: GraphReading, _ listed: GraphCredentials, _ policy: Policy, at now: Date
    ) {
        credentials = application.credentials
        self.now = now
        let secrets = match(.clientSecret, with: listed.passwords)
        let certificates = match(.certificate, with: listed.certificates)
        for (index, found) in secrets.found.merging(certificates.found, uniquingKeysWith: { first, _ in first }) {
            take(found, at: index)
        }
        changes.sort { ($0.credential, $0.field.rawValue) < ($1.credential, $1.field.rawValue) }
        report(secrets.strangers, as: .unknownSecret)
        report(certificates.strangers, as: .unknownCertificate)
        if let principal = reading.servicePrincipal {
            report(principal.passwords + principal.certificates, as: .onServicePrincipal)
        }
        reportAlive(listed.passwords, ours: secrets.found)
        if let limits = reading.limits { report(limits, policy) }
        drift.sort { ($0.kind.place, $0.keyID?.description ?? "") < ($1.kind.place, $1.keyID?.description ?? "") }
    }

    /// What is kept of it until the next time: an end that was put right is no difference any more.
    package var reading: DirectoryReading {
        DirectoryReading(at: now, drift: drift.filter { $0.kind != .endDiffered })
    }

    private struct Matches {
        /// By the place among `credentials`.
        var found: [Int: GraphCredential] = [:]
        /// Those in the directory that fit none.
        var strangers: [GraphCredential] = []
    }

    /// Finds ours in the directory: by key ID, and without one by hint or thumbprint, where exactly one fits.
    private mutating func match(_ kind: Credential.Kind, with listed: [GraphCredential]) -> Matches {
        var matches = Matches(strangers: listed)
        let ours = credentials.indices.filter { credentials[$0].kind == kind && credentials[$0].state != .retired }
        for index in ours {
            guard let keyID = credentials[index].keyID,
                let place = matches.strangers.firstIndex(where: { $0.keyID == keyID })
            else { continue }
            matches.found[index] = matches.strangers.remove(at: place)
        }
        var unclear: Set<KeyID> = []
        for index in ours where matches.found[index] == nil {
            let candidates = credentials[index].keyID == nil ? candidates(for: index, among: matches.strangers) : []
            let rivals = ours.filter {
                matches.found[$0] == nil && credentials[$0].keyID == nil
                    && credentials[$0].hint == credentials[index].hint
            }
            if candidates.count == 1, rivals.count == 1, candidates[0].isNamed(by: credentials[index]) {
                matches.found[index] = candidates[0]
                matches.strangers.removeAll { $0.keyID == candidates[0].keyID }
            } else if !candidates.isEmpty {
                unclear.formUnion(candidates.map(\.keyID))
                drift.append(Drift(.ambiguous, keyID: credentials[index].keyID, number: UInt32(candidates.count)))
            } else if credentials[index].state != .pending {
                // One that is being made may not have been listed yet.
                drift.append(Drift(.gone, keyID: credentials[index].keyID, expires: credentials[index].expiry.date))
            }
        }
        matches.strangers.removeAll { unclear.contains($0.keyID) }
        return matches
    }

    /// Those that may be the one at `index`: of its hint or thumbprint, or, old ones, without any.
    private func candidates(for index: Int, among strangers: [GraphCredential]) -> [GraphCredential] {
        let named = strangers.filter { $0.isNamed(by: credentials[index]) }
        return named.isEmpty ? strangers.filter { $0.hint == nil && $0.thumbprint == nil } : named
    }

    private mutating func take(_ found: GraphCredential, at index: Int) {
        let old = credentials[index]
        let id = old.id.text
        if old.keyID != found.keyID {
            changes.append(
                SyncChange(
                    credential: id, field: .keyID, before: old.keyID?.description, after: found.keyID.description))
            credentials[index].keyID = found.keyID
        }
        if old.hint == nil { credentials[index].hint = found.hint ?? found.thumbprint }
        if let start = found.start, !start.isSame(as: old.notBefore) {
            changes.append(change(id, .notBefore, old.notBefore, start))
            credentials[index].notBefore = start
        }
        guard let end = found.end, !end.isSame(as: old.expiry.date) else { return }
        changes.append(change(id, .expires, old.expiry.date, end))
        credentials[index].expiry = .at(end)
        // A bare date that somebody typed is no difference worth waking anyone for.
        let isFar = old.expiry.date.map { abs($0.timeIntervalSince(end)) > 86_400 } ?? (old.expiry == .never)
        if isFar { drift.append(Drift(.endDiffered, keyID: found.keyID, expires: end)) }
    }

    private func change(_ id: String, _ field: SyncChange.Field, _ before: Date?, _ after: Date) -> SyncChange {
        SyncChange(
            credential: id, field: field, before: before.map { InstantText.format($0) },
            after: InstantText.format(after))
    }

    private mutating func report(_ strangers: [GraphCredential], as kind: Drift.Kind) {
        for stranger in strangers where stranger.isAlive(at: now) {
            drift.append(Drift(kind, keyID: stranger.keyID, expires: stranger.end))
        }
    }

    /// Two are alive while one takes the other's place; more, or others than ours, are more than that needs.
    private mutating func reportAlive(_ listed: [GraphCredential], ours: [Int: GraphCredential]) {
        let alive = listed.filter { $0.isAlive(at: now) }
        let active = ours.filter { credentials[$0.key].state == .active && $0.value.isAlive(at: now) }
        let known = Set(ours.values.map(\.keyID))
        let isRotation = alive.count <= 2 && active.count <= 1 && alive.allSatisfy { known.contains($0.keyID) }
        guard alive.count > 1, !isRotation else { return }
        drift.append(Drift(.severalSecretsAlive, number: UInt32(clamping: alive.count)))
    }

    private mutating func report(_ limits: CredentialLimits, _ policy: Policy) {
        let kinds = credentials.filter { $0.state == .active }.map(\.kind)
        if limits.forbidsSecrets, kinds.contains(.clientSecret) { drift.append(Drift(.secretsForbidden)) }
        for (kind, limit) in [
            (Credential.Kind.clientSecret, limits.secretLifetime), (.certificate, limits.certificateLifetime),
        ] {
            guard kinds.contains(kind), let limit, limit < policy.maximumLifetime else { continue }
            drift.append(Drift(.lifetimeLimited, number: UInt32(clamping: limit.components.seconds)))
        }
    }
}

extension GraphCredential {
    /// Whether it bears the hint or thumbprint that the vault has of its own.
    fileprivate func isNamed(by credential: Credential) -> Bool {
        guard let hint = credential.hint else { return false }
        return credential.kind == .certificate ? thumbprint == hint.uppercased() : self.hint == hint
    }
}

extension Date {
    /// To the millisecond, which is all that the vault keeps.
    fileprivate func isSame(as other: Date?) -> Bool {
        other.map { abs($0.timeIntervalSince(self)) < 0.002 } ?? false
    }
}

extension Drift.Kind {
    fileprivate var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
