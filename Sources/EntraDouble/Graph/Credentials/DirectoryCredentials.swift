internal import FoundationEssentials

// Credentials that Graph adds and removes, each in one step, as they stand whatever reads see.
extension Directory {
    /// Adds a secret, if what stands now allows it.
    ///
    /// - Parameters:
    ///   - order: what is wanted.
    ///   - key: the application.
    ///   - caller: who asks.
    /// - Returns: the secret, with its text.
    /// - Throws: the refusal that Graph would send.
    func addPassword(
        _ order: PasswordOrder,
        to key: ApplicationKey,
        as caller: GraphCaller
    ) throws(GraphError) -> Seed.PasswordCredential {
        let application = try changeable(key, caller)
        let credential = try order.credential(at: now)
        if application.audience.hasPersonalAccounts, (application.passwordCredentials ?? []).count >= 2 {
            throw .tooManySecrets
        }
        try rules(for: application, caller).check(credential)
        change(application.appId) { $0.passwordCredentials = ($0.passwordCredentials ?? []) + [credential] }
        replication.note(.added(.secret(credential)), to: application.appId, at: now)
        return credential
    }

    /// Takes a secret away.
    func removePassword(_ keyId: GUID, from key: ApplicationKey, as caller: GraphCaller) throws(GraphError) {
        let application = try changeable(key, caller)
        guard let credential = (application.passwordCredentials ?? []).first(where: { $0.keyId == keyId }) else {
            throw .badRequest("No password credential found with keyId \(keyId).")
        }
        change(application.appId) { $0.passwordCredentials?.removeAll { $0.keyId == keyId } }
        replication.note(.removed(.secret(credential)), to: application.appId, at: now)
    }

    /// Adds a certificate, whose ID is Graph's to choose.
    ///
    /// - Parameters:
    ///   - order: what is wanted.
    ///   - proof: shows that the key of another one is held.
    ///   - key: the application.
    ///   - caller: who asks.
    /// - Returns: the certificate.
    /// - Throws: the refusal that Graph would send.
    func addKey(
        _ order: KeyOrder,
        _ proof: KeyProof,
        to key: ApplicationKey,
        as caller: GraphCaller
    ) throws(GraphError) -> NewKey {
        let application = try rollable(key, caller)
        try proof.check(for: application, at: now)
        let new = try order.newKey(GUID(), at: now)
        try rules(for: application, caller).check(new)
        change(application.appId) { $0.keyCredentials = ($0.keyCredentials ?? []) + [new.credential] }
        replication.note(.added(.certificate(new.credential)), to: application.appId, at: now)
        return new
    }

    /// Takes a certificate away, be it the one that the proof is signed with.
    func removeKey(
        _ keyId: GUID,
        _ proof: KeyProof,
        from key: ApplicationKey,
        as caller: GraphCaller
    ) throws(GraphError) {
        let application = try rollable(key, caller)
        try proof.check(for: application, at: now)
        guard let credential = (application.keyCredentials ?? []).first(where: { $0.keyId == keyId }) else {
            throw .noKey(keyId)
        }
        change(application.appId) { $0.keyCredentials?.removeAll { $0.keyId == keyId } }
        replication.note(.removed(.certificate(credential)), to: application.appId, at: now)
    }

    /// Puts a collection of certificates in place of the one that is there, or changes nothing.
    func update(_ key: ApplicationKey, _ patch: ApplicationPatch, as caller: GraphCaller) throws(GraphError) {
        let application = try changeable(key, caller)
        if let secrets = patch.secrets {
            let standing = application.passwordCredentials?.first?.keyId
            throw .notUpdatable(secrets.lazy.compactMap { $0 }.first ?? standing ?? GUID())
        }
        guard let orders = patch.keys else { return }
        let standing = application.keyCredentials ?? []
        let rules = rules(for: application, caller)
        var wanted: [Seed.KeyCredential] = []
        for order in orders {
            let keyId = order.keyId ?? GUID()
            guard !wanted.contains(where: { $0.keyId == keyId }) else { throw .repeatedKey(keyId) }
            if let kept = standing.first(where: { $0.keyId == keyId }) {
                guard order.agrees(with: kept) else { throw .notUpdatable(keyId) }
                wanted.append(kept)
            } else {
                let new = try order.newKey(keyId, at: now)
                try rules.check(new)
                wanted.append(new.credential)
            }
        }
        change(application.appId) { $0.keyCredentials = wanted }
        for gone in standing where !wanted.contains(where: { $0.keyId == gone.keyId }) {
            replication.note(.removed(.certificate(gone)), to: application.appId, at: now)
        }
        for new in wanted where !standing.contains(where: { $0.keyId == new.keyId }) {
            replication.note(.added(.certificate(new)), to: application.appId, at: now)
        }
    }

    /// An application whose credentials the caller may change.
    private func changeable(_ key: ApplicationKey, _ caller: GraphCaller) throws(GraphError) -> Seed.Application {
        try caller.checkWriteAny()
        guard let application = registration(key, in: caller.directoryId) else { throw .notFound(key.text) }
        try caller.checkWrite(application)
        return application
    }

    /// An application whose certificates the caller may roll, which every application may with its own.
    private func rollable(_ key: ApplicationKey, _ caller: GraphCaller) throws(GraphError) -> Seed.Application {
        if let application = registration(key, in: caller.directoryId), caller.isItself(application) {
            return application
        }
        return try changeable(key, caller)
    }

    private func rules(for application: Seed.Application, _ caller: GraphCaller) -> ManagementRules {
        ManagementRules(for: application, in: tenant(caller.directoryId))
    }
}
