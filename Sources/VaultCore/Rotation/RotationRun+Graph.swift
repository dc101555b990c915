internal import EntraClient
internal import FoundationEssentials
internal import VaultModel
internal import VaultStore

/// What a run reads from the directory.
extension RotationRun {
    /// Signs in for Graph with the rights that manage the application: its own, or its `via` tenant's.
    func openGraph(_ state: State) async throws -> GraphSession {
        try await manager.open(state.application, of: state.principal)
    }

    /// Reads the registration, and takes over what the directory knows better, as `sync` does: key IDs of credentials
    /// that were entered without.
    mutating func read(_ graph: GraphSession, _ state: State) async throws -> (GraphRegistration, State) {
        let registration = try await graph.registration(state.application.clientID)
        notice(registration.date)
        guard !query.isDryRun else { return (registration, state) }
        let reading = GraphReading(
            application: .success(registration.credentials), servicePrincipal: registration.servicePrincipal,
            limits: registration.limits)
        let found = Reconciliation(
            state.application, reading, registration.credentials, state.policy, at: now)
        guard found.credentials != state.application.credentials else { return (registration, state) }
        try await journal { _, application in
            // Only what was compared with the directory; nobody else changes it while this run has the lease.
            guard application.credentials == state.application.credentials else {
                throw VaultFailure.changedMeanwhile(target.tenant)
            }
            application.credentials = found.credentials
            application.reading = found.reading
        }
        return (registration, try current())
    }

    /// Removes what lost attempts left in the directory, by the names that only they bear.
    mutating func sweep(_ graph: GraphSession, _ registration: GraphRegistration, _ application: Application)
        async throws
    {
        guard !application.lostAttempts.isEmpty else { return }
        var gone: [(attempt: UUID, keyID: KeyID)] = []
        for (attempt, found, kind) in application.orphans(in: registration.credentials) {
            switch kind {
            case .certificate: try await graph.dropKey(found.keyID, from: registration.objectID)
            case .clientSecret, .federated, .refreshToken, .password:
                try await graph.removePassword(found.keyID, from: registration.objectID)
            }
            gone.append((attempt, found.keyID))
        }
        let instant = now
        try await patiently {
            try vault.store.write { edit in
                guard var present = try edit.application(target.id) else { throw StoreError.noSuchRecord }
                present.noteSearch(at: instant, found: Set(gone.map(\.attempt)))
                try edit.update(present, at: target.id)
                for orphan in gone { try edit.record(entry(.orphanRemoved, keyID: orphan.keyID)) }
            }
        }
        for orphan in gone { notes.append("removed \(orphan.keyID), which an attempt without an answer had left") }
    }

    /// Looks for what lost attempts left, and does nothing else.
    mutating func search() async throws -> RotationOutcome {
        let state = try current()
        let graph = try await openGraph(state)
        let registration = try await graph.registration(state.application.clientID)
        if !query.isDryRun { try await sweep(graph, registration, state.application) }
        if notes.isEmpty { notes.append("nothing of earlier attempts is left in the directory") }
        return outcome(.skipped)
    }

    /// Says what would be done, after asking the directory everything that can be asked.
    mutating func rehearse() async throws -> RotationOutcome {
        let state = try current()
        guard let rotation = target.wish ?? state.application.rotation else { return outcome(.skipped) }
        guard rotation.era == state.era else { throw VaultFailure.rotationFrozen(target.tenant) }
        previous =
            state.application.credentials.first { rotation.old.contains($0.id) }
            ?? state.application.credentials.first {
                $0.isRotatable && $0.state == .active && $0.id != rotation.new
            }
        guard !rotation.isUnderWay else {
            new = state.application.credentials.first { $0.id == rotation.new }
            notes.append("would go on from \"\(rotation.step.rawValue)\"")
            return outcome(.planned, removeAfter: rotation.removeAfter)
        }
        let graph = try await openGraph(state)
        let registration = try await graph.registration(state.application.clientID)
        let terms = try RotationTerms(rotation, registration, tenant: target.tenant)
        let end = now.addingTimeInterval(terms.lifetime.seconds)
        var planned = outcome(.planned)
        planned.expires = end
        planned.removeAfter = rotation.isCompromised ? now : now.addingTimeInterval(rotation.overlap.seconds)
        planned.notes += terms.notes
        return planned
    }

    func withPatience<Result>(_ body: () async throws -> Result) async throws -> Result {
        try await manager.withPatience(body)
    }

    var manager: ApplicationManager { ApplicationManager(vault: vault, id: target.id) }

    mutating func notice(_ date: Date?) {
        if let date { directoryDate = (date, now) }
    }

    /// The directory's clock now, by what it said last.
    var directoryNow: Date? {
        directoryDate.map { $0.theirs.addingTimeInterval(now.timeIntervalSince($0.ours)) }
    }
}

extension Application {
    /// Remembers that lost attempts were searched for. One that was found stays on the list, to be searched for again:
    /// the directory may not show all at once.
    mutating func noteSearch(at instant: Date, found: Set<UUID>) {
        lostAttempts.removeAll { $0.isOver(at: instant) && !found.contains($0.id) }
        for index in lostAttempts.indices {
            lostAttempts[index].searched = found.contains(lostAttempts[index].id) ? nil : instant
        }
    }

    /// Credentials in the directory that bear the name of a lost attempt, and are none of the vault's.
    func orphans(
        in listed: GraphCredentials
    ) -> [(attempt: UUID, credential: GraphCredential, kind: Credential.Kind)] {
        let own = Set(credentials.compactMap(\.keyID))
        let names = Dictionary(
            lostAttempts.map { (Rotation.displayName(of: $0.id), $0.id) }, uniquingKeysWith: { first, _ in first })
        let keys = Dictionary(
            lostAttempts.compactMap { attempt in attempt.keyID.map { ($0, attempt.id) } },
            uniquingKeysWith: { first, _ in first })
        func found(
            _ listed: [GraphCredential], _ kind: Credential.Kind
        ) -> [(UUID, GraphCredential, Credential.Kind)] {
            listed.compactMap { credential in
                guard !own.contains(credential.keyID),
                    let attempt = keys[credential.keyID] ?? credential.displayName.flatMap({ names[$0] })
                else { return nil }
                return (attempt, credential, kind)
            }
        }
        return found(listed.passwords, .clientSecret) + found(listed.certificates, .certificate)
    }
}
