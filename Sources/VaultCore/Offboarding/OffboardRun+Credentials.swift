internal import EntraClient
internal import FoundationEssentials
internal import VaultModel
internal import VaultStore

/// The step in between, for an application that nobody else uses: the vault's own credentials go in its directory.
extension OffboardRun {
    /// Removes what the vault holds and the directory lists, the one that signs in last; nothing else.
    mutating func removeCredentials(_ state: State) async throws {
        let application = state.application
        guard application.credentials.contains(where: \.isRotatable) || !application.lostAttempts.isEmpty else {
            return
        }
        let manager = ApplicationManager(vault: vault, id: state.tenant.application)
        let graph: GraphSession
        do {
            graph = try await manager.open(application, of: state.tenant)
        } catch let failure as VaultFailure where isGoneWithTheLast(failure, application) {
            return
        }
        guard let registration = try await registration(of: application.clientID, graph) else {
            outcome.notes.append("the directory has no such application any more")
            return
        }
        let known = try await adopt(registration, state)
        let listed = registration.credentials.keyIDs
        var removals = try await removals(of: known, listed, manager, graph)
        for (_, orphan, kind) in application.orphans(in: registration.credentials) {
            removals.insert(Removal(id: nil, keyID: orphan.keyID, kind: kind), at: 0)
        }
        outcome.leftKeyIDs = listed.subtracting(removals.map(\.keyID)).map(\.description).sorted()
        note(known, application)
        guard !query.isDryRun else {
            outcome.removedKeyIDs = removals.map(\.keyID.description)
            return
        }
        let proof = known.first { credential in
            credential.kind == .certificate && credential.state == .active
                && credential.keyID.map { listed.contains($0) } == true
        }
        let certificate = try proof.map { try vault.certificate($0) }
        for removal in removals {
            let isLast = removal.keyID == removals.last?.keyID && application.via == nil
            if isLast { try await announce(removal.keyID) }
            try await manager.remove(
                removal.kind, removal.keyID, registration.objectID,
                // One does not prove its own removal.
                provenBy: removal.id == proof?.id ? nil : certificate, graph)
            guard try await manager.isGone(removal.keyID, application.clientID, graph, notice: { _ in }) else {
                throw VaultFailure(
                    .network, "\(removal.keyID) is removed, and the directory lists it still",
                    hint: "run \"partner-vault offboard \(shellQuoted(name))\" again later")
            }
            outcome.removedKeyIDs.append(removal.keyID.description)
            if !isLast { try await drop(removal) }
        }
    }

    /// Nil where the directory has none.
    private func registration(of client: ClientID, _ graph: GraphSession) async throws -> GraphRegistration? {
        do {
            return try await graph.registration(client)
        } catch {
            if case .graphNotFound = error { return nil }
            throw error
        }
    }

    private struct Removal {
        /// The vault's record of it; nil for what a lost attempt left.
        let id: RecordID?
        let keyID: KeyID
        let kind: Credential.Kind
    }

    /// What is to go, the one that signs in last.
    private func removals(
        of known: [Credential], _ listed: Set<KeyID>, _ manager: ApplicationManager, _ graph: GraphSession
    ) async throws -> [Removal] {
        let client = try current().application.clientID
        var removals: [Removal] = []
        for credential in known where credential.isRotatable {
            guard let keyID = credential.keyID else { continue }
            // One that was made a moment ago may not be listed yet.
            if !listed.contains(keyID) {
                guard try await !manager.isGone(keyID, client, graph, notice: { _ in }) else { continue }
            }
            removals.append(Removal(id: credential.id, keyID: keyID, kind: credential.kind))
        }
        let last = known.first { $0.isRotatable && $0.state == .active }?.id
        return removals.filter { $0.id != last } + removals.filter { $0.id == last }
    }

    /// Takes over key IDs of credentials that were entered without, as `sync` does.
    private func adopt(_ registration: GraphRegistration, _ state: State) async throws -> [Credential] {
        let reading = GraphReading(
            application: .success(registration.credentials), servicePrincipal: registration.servicePrincipal,
            limits: registration.limits)
        let found = Reconciliation(state.application, reading, registration.credentials, state.policy, at: now)
        guard !query.isDryRun, found.credentials != state.application.credentials else { return found.credentials }
        try await change { _, application in
            guard application.credentials == state.application.credentials else {
                throw VaultFailure.changedMeanwhile(name)
            }
            application.credentials = found.credentials
        }
        return found.credentials
    }

    private mutating func note(_ known: [Credential], _ application: Application) {
        if known.contains(where: { $0.isRotatable && $0.keyID == nil }) {
            outcome.notes.append("a secret without a key ID is left: which one it is in the directory cannot be told")
        }
        for attempt in application.lostAttempts where !attempt.isOver(at: now) {
            let until = InstantText.format(attempt.at.addingTimeInterval(LostAttempt.lastSearch))
            outcome.notes.append(
                "a credential named \"\(Rotation.displayName(of: attempt.id))\", which an attempt without an answer "
                    + "made, may show up in the directory until \(until)")
        }
    }

    /// Writes down that the last one may be gone: whoever finds it refused then knows why.
    private func announce(_ keyID: KeyID) async throws {
        try await change { _, application in application.offboarding = .removingLast(keyID) }
    }

    /// Drops a credential that the directory does not know any more.
    private func drop(_ removal: Removal) async throws {
        try await change { edit, application in
            if let id = removal.id, application.credentials.contains(where: { $0.id == id }) {
                application.credentials.removeAll { $0.id == id }
                try edit.removeSecret(id)
            }
            try edit.record(entry(.offboarded, keyID: removal.keyID))
        }
    }

    private func change(_ body: (VaultEdit, inout Application) throws -> Void) async throws {
        try await patiently {
            try vault.store.write { edit in
                let state = try current(in: edit)
                try mustBeFree(state, in: edit)
                var application = state.application
                try body(edit, &application)
                try edit.update(application, at: state.tenant.application)
            }
        }
    }

    private func current() throws -> State { try vault.store.read { try current(in: $0) } }

    /// An earlier run removed the last credential that signs in, and did not come to archive the entry.
    private func isGoneWithTheLast(_ failure: VaultFailure, _ application: Application) -> Bool {
        guard application.via == nil, case .removingLast(let last) = application.offboarding else { return false }
        let ours = application.credentials.filter(\.isRotatable)
        return [7_000_215, 700_027].contains(failure.aadsts) && ours.compactMap(\.keyID) == [last] && ours.count == 1
    }
}
