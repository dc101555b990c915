internal import EntraClient
internal import FoundationEssentials
internal import VaultCrypto
internal import VaultModel
internal import VaultStore

/// From *stored* to *promoted*: the new credential signs in, others get it, and it takes the old one's place.
extension RotationRun {
    /// So many sign-ins in a row are proof: the directory's servers do not learn of a credential at the same time.
    private static let proofs = 3
    private static let patience: Duration = .seconds(300)
    /// A credential that does not sign in after so long was removed, or never was: replication takes 15 minutes at most.
    private static let hopeless = 1800.0

    mutating func prove(_ state: State, _ rotation: Rotation) async throws {
        guard let credential = state.application.newCredential else { throw StoreError.damaged(.record) }
        let deadline = now.addingTimeInterval(Self.patience.seconds)
        var inRow = 0
        var pause: Duration = .seconds(1)
        while inRow < Self.proofs {
            if inRow > 0 { try await vault.surroundings.pause(.seconds(1)) }
            do {
                try await signIn(with: credential, state)
                inRow += 1
            } catch EntraError.refused(let refusal) where refusal.isOfAnUnknownCredential {
                inRow = 0
                guard now < deadline else {
                    guard now.timeIntervalSince(rotation.since) < Self.hopeless else {
                        return try await abandon(credential, state)
                    }
                    throw VaultFailure(
                        .refused, "the directory does not let the new credential in yet; the old one goes on",
                        hint: "go on later with \"partner-vault rotate \(shellQuoted(target.tenant)) --resume\"",
                        aadsts: refusal.code)
                }
                try await vault.surroundings.pause(pause)
                pause = min(pause * 2, .seconds(10))
            }
        }
        try await journal(.rotationProven, keyID: credential.keyID) { _, application in
            application.rotation?.reach(.proven, at: now)
        }
    }

    /// A real token, from no cache, with this credential and no other.
    func signIn(with credential: Credential, _ state: State) async throws {
        var application = state.application
        var only = credential
        only.state = .active
        application.credentials = [only]
        let cloud = application.destination.cloud
        let resource = state.principal.resource.uri(in: cloud) ?? ResourceAlias.graph.uri(in: cloud)
        guard let resource else { throw VaultFailure(.notInThisCloud, "the cloud has no such resource") }
        let request = TokenRequest(
            destination: application.destination, directoryID: application.homeDirectory,
            clientID: application.clientID, endpoint: application.endpoint, target: .audience(resource))
        let order = SignInOrder(
            request: request, application: application, id: target.id, signIn: .app, tenant: target.tenant)
        _ = try await withPatience { try await vault.signIn(order).result.get() }
    }

    /// Takes a credential back that never signed in, and with it the attempt.
    private mutating func abandon(_ credential: Credential, _ state: State) async throws {
        if let keyID = credential.keyID {
            let graph = try await openGraph(state)
            let registration = try await graph.registration(state.application.clientID)
            try await remove(credential.kind, keyID, registration.objectID, provenBy: nil, graph)
        }
        notes.append("the credential of an earlier attempt never signed in, and was given up")
        try await loseAttempt(mayExist: true)
    }

    func deliver(_ state: State, _ rotation: Rotation) async throws {
        guard let command = state.application.deliveryCommand, let credential = state.application.newCredential else {
            throw StoreError.damaged(.record)
        }
        let note = DeliveryNote(
            rotation: rotation.id, tenant: state.principal.name.description,
            directoryID: state.application.homeDirectory.description,
            clientID: state.application.clientID.description, kind: credential.kind,
            keyID: credential.keyID?.description, previousKeyID: previous?.keyID?.description,
            notBefore: credential.notBefore, expires: credential.expiry.date)
        let delivery = Delivery(command: command, note: note, secret: try secret(of: credential))
        do {
            try await vault.surroundings.deliver(delivery)
        } catch {
            let failure = VaultFailure(any: error, tenant: target.tenant)
            guard failure.code != .interrupted else { throw failure }
            throw VaultFailure(
                failure.code, "\(failure.message); both credentials go on",
                hint: "mend the command and run \"partner-vault rotate \(shellQuoted(target.tenant)) --resume\", or "
                    + "deliver by hand and say so with --ack")
        }
        try await journal(.rotationDelivered, keyID: credential.keyID) { _, application in
            application.rotation?.isDelivered = true
            application.rotation?.reach(.delivered, at: now)
            // It has left the vault: its own successor has to be delivered too.
            let index = application.credentials.firstIndex { $0.id == credential.id }
            if let index { application.credentials[index].exposed = true }
        }
    }

    /// What leaves the vault for others: the secret, or key and certificate in PEM.
    private func secret(of credential: Credential) throws -> SharedSecret {
        switch credential.kind {
        case .certificate:
            let certificate = try vault.certificate(credential)
            let key = try certificate.keyPEM()
            let chain = try certificate.certificatePEM()
            var writer = try SecretWriter(capacity: key.count + chain.count)
            try key.withSpan { bytes throws(SecretMemoryError) in try writer.append(bytes) }
            try chain.withSpan { bytes throws(SecretMemoryError) in try writer.append(bytes) }
            return SharedSecret(try writer.finish())
        case .clientSecret, .federated, .refreshToken, .password:
            var found: SharedSecret?
            try vault.store.read { snapshot in
                found = SharedSecret(try snapshot.secret(of: credential).material.duplicate())
            }
            guard let found else { throw StoreError.noSuchRecord }
            return found
        }
    }

    mutating func promote(_ state: State) async throws {
        // The overlap is counted by the directory's clock too, as far as it tells; without it, by ours alone.
        if directoryDate == nil, let graph = try? await openGraph(state) {
            notice(try? await graph.credentials(of: state.application.clientID).date)
        }
        let theirs = directoryNow
        try await journal(.rotationPromoted, keyID: state.application.newCredential?.keyID) { edit, application in
            application.promote(at: now, directory: theirs)
            // Tokens of a secret in wrong hands are as good as any to the directory; ours are not to be used on.
            if application.rotation?.isCompromised == true { try edit.clearTokenCache() }
        }
    }
}
