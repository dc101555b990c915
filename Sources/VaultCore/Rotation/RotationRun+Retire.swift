internal import EntraClient
internal import FoundationEssentials
internal import VaultModel
internal import VaultStore

/// From *promoted* to the end: the old credentials go, if everything speaks for it.
extension RotationRun {
    /// Takes the old credentials away, in the directory first.
    ///
    /// - Returns: whether the rotation is over; else the notes say what is in the way.
    mutating func retire(_ state: State, _ rotation: Rotation) async throws -> Bool {
        let graph = try await openGraph(state)
        let (registration, present) = try await read(graph, state)
        let application = present.application
        if rotation.isCompromised { remaining = aftermath(application, registration) }
        try await sweep(graph, registration, application)
        if let obstacle = obstacle(rotation, application, registration) {
            notes.append(obstacle)
            return false
        }
        guard let active = application.active else { throw VaultFailure.nothingToRotate }
        // What comes in its place must work now, not only have worked once.
        try await signIn(with: active, present)
        let listed = registration.credentials.keyIDs
        let proof = active.kind == .certificate ? try? vault.certificate(active) : nil
        var gone: Set<RecordID> = []
        for old in application.credentials where rotation.old.contains(old.id) {
            guard let keyID = old.keyID else {
                notes.append("a secret without a key ID is left: which one it is in the directory cannot be told")
                continue
            }
            guard keyID != active.keyID else { continue }
            if listed.contains(keyID) {
                try await remove(old.kind, keyID, registration.objectID, provenBy: proof, graph)
                guard try await isGone(keyID, application.clientID, graph) else {
                    notes.append("\(keyID) is removed, and the directory lists it still: a later run looks again")
                    return false
                }
            }
            gone.insert(old.id)
        }
        let removed = application.credentials.filter { gone.contains($0.id) }.compactMap(\.keyID)
        try await journal { edit, application in
            for id in application.retire(gone, isOver: true) { try edit.removeSecret(id) }
            for keyID in removed { try edit.record(entry(.rotationRetired, keyID: keyID)) }
            if removed.isEmpty { try edit.record(entry(.rotationRetired)) }
        }
        return true
    }

    /// What speaks against it, in words; nil where nothing does.
    private func obstacle(
        _ rotation: Rotation, _ application: Application, _ registration: GraphRegistration
    ) -> String? {
        let isFinishing = query.purpose == .finish
        if !isFinishing, let due = rotation.directoryRemoveAfter, let theirs = directoryNow, theirs < due {
            return "by the directory's clock the overlap lasts until \(InstantText.format(due))"
        }
        guard let active = application.active else { return "nothing is active in its place" }
        guard let keyID = active.keyID, registration.credentials.keyIDs.contains(keyID) else {
            return "the directory does not list what takes its place"
        }
        let isKnown = rotation.isDelivered || rotation.isAcknowledged || rotation.isCompromised || isFinishing
        let exposed = application.credentials.contains { rotation.old.contains($0.id) && $0.exposed }
        if exposed, !isKnown {
            return "the old one was given out: say that everybody has the new one with --ack, or end it with --finish"
        }
        return nil
    }

    /// Takes a credential of ours away in the directory.
    func remove(
        _ kind: Credential.Kind, _ keyID: KeyID, _ object: UUID, provenBy proof: SigningCertificate?,
        _ graph: GraphSession
    ) async throws(EntraError) {
        try await manager.remove(kind, keyID, object, provenBy: proof, graph)
    }

    /// Whether the directory lists it no more, in several reads that agree.
    private mutating func isGone(_ keyID: KeyID, _ client: ClientID, _ graph: GraphSession) async throws -> Bool {
        var dates: [Date?] = []
        defer { if let last = dates.last { notice(last) } }
        return try await manager.isGone(keyID, client, graph) { dates.append($0) }
    }
}

extension Application {
    /// The secret or certificate that is in use.
    var active: Credential? { credentials.first { $0.isRotatable && $0.state == .active } }
}

extension GraphCredentials {
    var keyIDs: Set<KeyID> { Set((passwords + certificates).map(\.keyID)) }
}
