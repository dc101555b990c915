internal import EntraClient
internal import FoundationEssentials
internal import VaultCrypto
internal import VaultModel
internal import VaultStore

/// From *planned* to *stored*: the directory makes a credential, and the vault has it before anything else happens.
extension RotationRun {
    /// - Throws: `LostReply` where the directory may have made one that nobody will ever see.
    mutating func begin(_ state: State, _ rotation: Rotation) async throws {
        let graph = try await openGraph(state)
        let (registration, present) = try await read(graph, state)
        try await sweep(graph, registration, present.application)
        let terms = try RotationTerms(rotation, registration, tenant: target.tenant)
        notes += terms.notes.filter { !notes.contains($0) }
        var lives = [terms.lifetime] + terms.shorter
        while true {
            let lifetime = lives.removeFirst()
            do {
                return try await attempt(lifetime, rotation.kind, present, registration, graph)
            } catch let EntraError.graphRejected(_, code)
                where code == "CredentialInvalidLifetimeAsPerAppPolicy" && !lives.isEmpty
            {
                notes.append("the directory's policy refused a life of \(DurationText.format(lifetime))")
            }
        }
    }

    private func attempt(
        _ lifetime: Duration, _ kind: Credential.Kind, _ state: State, _ registration: GraphRegistration,
        _ graph: GraphSession
    ) async throws {
        let begun = now
        let end = begun.addingTimeInterval(lifetime.seconds)
        let id = UUID()
        let making = try NewMaterial(kind, from: begun, until: end)
        let pending = Credential(
            id: .random(), kind: kind, state: .pending, hint: making.certificate?.thumbprint, notBefore: begun,
            expiry: .at(end), added: begun)
        try await journal(.rotationIntended) { edit, application in
            application.intend(pending, attempt: id, at: begun)
            let secret = StoredSecret(
                kind: kind, destination: application.destination, directoryID: application.homeDirectory,
                material: try making.sealed())
            try edit.insert(secret, as: pending.id)
        }
        // Whoever interrupts the program now would leave a secret in the directory that nobody knows.
        let run = self
        try await Task {
            try await run.order(making, named: Rotation.displayName(of: id), until: end, state, registration, graph)
        }.value
    }

    private func order(
        _ making: NewMaterial, named name: String, until end: Date, _ state: State, _ registration: GraphRegistration,
        _ graph: GraphSession
    ) async throws {
        let object = registration.objectID
        let made: MadeCredential
        do {
            switch making {
            case .secret:
                let password = try await graph.addPassword(to: object, named: name, until: end)
                made = MadeCredential(password.credential, secret: password.secret)
            case .certificate(let certificate):
                made = MadeCredential(
                    try await add(certificate, named: name, to: object, state, registration, graph), secret: nil)
            }
        } catch {
            guard error.mayHaveActed else {
                try await loseAttempt(mayExist: false)
                throw error
            }
            try await loseAttempt(mayExist: true)
            throw LostReply(cause: error)
        }
        // A directory that names one of ours again has not made another.
        guard !state.application.credentials.contains(where: { $0.keyID == made.listed.keyID }) else {
            try await loseAttempt(mayExist: true)
            throw EntraError.malformedReply(.contradiction)
        }
        do {
            try await store(made)
        } catch StoreError.witnessUnwritten {
            // It is in the vault.
            throw StoreError.witnessUnwritten
        } catch {
            try await undo(made, object, graph, because: error)
        }
    }

    private func store(_ made: MadeCredential) async throws {
        try await journal(.rotationStored, keyID: made.listed.keyID) { edit, application in
            application.store(
                keyID: made.listed.keyID, hint: made.listed.hint ?? made.listed.thumbprint,
                start: made.listed.start, expiry: made.listed.end.map { .at($0) } ?? .never, at: now)
            guard let secret = made.secret, let credential = application.newCredential else { return }
            try edit.update(
                StoredSecret(
                    kind: credential.kind, destination: application.destination,
                    directoryID: application.homeDirectory, material: try secret.bytes.duplicate()),
                at: credential.id)
        }
    }

    /// Takes back what could not be stored; where that fails too, the error names its key ID.
    private func undo(
        _ made: MadeCredential, _ object: UUID, _ graph: GraphSession, because cause: any Error
    ) async throws -> Never {
        let keyID = made.listed.keyID
        let failure = VaultFailure(any: cause, tenant: target.tenant)
        do {
            if made.secret != nil {
                try await graph.removePassword(keyID, from: object)
            } else {
                try await graph.dropKey(keyID, from: object)
            }
        } catch {
            throw VaultFailure(
                failure.code, "\(failure.message), and the new credential \(keyID) could not be taken back",
                hint: "remove \(keyID) in the portal: nobody has its value")
        }
        // Another process that took the rotation over has written it off itself.
        try? await loseAttempt(mayExist: true)
        throw VaultFailure(
            failure.code, "\(failure.message); the new credential \(keyID) was taken back", hint: failure.hint)
    }

    /// With the proof of a certificate that the directory lists, or without one by replacing the whole list.
    private func add(
        _ certificate: SigningCertificate, named name: String, to object: UUID, _ state: State,
        _ registration: GraphRegistration, _ graph: GraphSession
    ) async throws(EntraError) -> GraphCredential {
        if let present = present(state, registration) {
            return try await graph.addKey(certificate, to: object, named: name, provenBy: present)
        }
        return try await graph.putKey(certificate, in: object, named: name)
    }

    /// The certificate that the application has now, if the directory lists it.
    private func present(_ state: State, _ registration: GraphRegistration) -> SigningCertificate? {
        let listed = Set(registration.credentials.certificates.filter { $0.isAlive(at: now) }.map(\.keyID))
        let ours = state.application.credentials.first { credential in
            credential.kind == .certificate && credential.state == .active
                && credential.keyID.map(listed.contains) ?? false
        }
        return ours.flatMap { try? vault.certificate($0) }
    }
}

/// What a new credential is made of on this side, before the directory knows of it.
private enum NewMaterial: Sendable {
    /// The directory makes it; its place in the vault is held by as many bytes.
    case secret
    case certificate(SigningCertificate)

    init(_ kind: Credential.Kind, from begin: Date, until end: Date) throws {
        switch kind {
        case .certificate:
            // A directory whose clock is behind would not take one that begins only now.
            self = .certificate(
                try SigningCertificate.make(
                    commonName: "partner-vault", from: begin.addingTimeInterval(-600), until: end))
        case .clientSecret, .federated, .refreshToken, .password: self = .secret
        }
    }

    var certificate: SigningCertificate? {
        switch self {
        case .secret: nil
        case .certificate(let certificate): certificate
        }
    }

    func sealed() throws -> SecretBytes {
        switch self {
        case .secret: unsafe try SecretBytes(count: 64) { _ in }
        case .certificate(let certificate): try certificate.sealable()
        }
    }
}

/// What a directory has made.
private struct MadeCredential: Sendable {
    let listed: GraphCredential
    /// Nil for a certificate, whose key was made here.
    let secret: SharedSecret?

    init(_ listed: GraphCredential, secret: SharedSecret?) {
        self.listed = listed
        self.secret = secret
    }
}

extension DirectVault {
    /// Opens a certificate's record.
    func certificate(_ credential: Credential) throws -> SigningCertificate {
        var found: SigningCertificate?
        try store.read { snapshot in
            found = try SigningCertificate(sealed: try snapshot.secret(of: credential).material)
        }
        guard let found else { throw StoreError.noSuchRecord }
        return found
    }
}
