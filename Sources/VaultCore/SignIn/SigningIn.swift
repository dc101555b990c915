internal import EntraClient
internal import FoundationEssentials
internal import VaultCrypto
internal import VaultModel
internal import VaultStore

/// Who signs in, where, and with which of the vault's credentials.
struct SignInOrder: Sendable {
    let request: TokenRequest
    let application: Application
    /// The application's record.
    let id: RecordID
    let signIn: SignIn
    /// The tenant's name, for messages.
    let tenant: String
    /// The tenant that the application was added with, where that is another: there its users sign in.
    var owner: String?
    /// A secret goes only where it is bound to; this lifts that for the person who is about to bind it anew.
    var isMoving = false
    /// What the orders of one run share.
    var opened: OpenedCredentials?
}

/// What a sign-in brought, and with which credential.
struct SignInResult: Sendable {
    var result: Result<Minted, any Error>
    /// The credential that was sent, or the last of those.
    var used: Credential?
}

extension DirectVault {
    /// Signs in with what the vault holds.
    ///
    /// As the application: with the active credential, and with a retiring one where the directory does not know the
    /// active yet. As a user: with the refresh token, or else the password, and beside it what the application proves
    /// itself with, if it has anything.
    func signIn(_ order: SignInOrder) async -> SignInResult {
        switch order.signIn {
        case .app: await signInAsApplication(order)
        case .user: await signInAsUser(order)
        }
    }

    private func signInAsApplication(_ order: SignInOrder) async -> SignInResult {
        var last = SignInResult(result: .failure(VaultFailure.noCredential(order.tenant)))
        for credential in order.application.proofs {
            last.used = credential
            do {
                let means = SignInMeans(proof: try proof(credential, order), grant: .clientCredentials)
                last.result = .success(try await entra.mint(order.request, proof: means.proof, grant: means.grant))
                return last
            } catch {
                last.result = .failure(error)
                guard case EntraError.refused(let refusal) = error, refusal.isOfAnUnknownCredential else { break }
            }
        }
        return last
    }

    private func signInAsUser(_ order: SignInOrder) async -> SignInResult {
        guard let credential = order.application.userCredential else {
            return SignInResult(result: .failure(VaultFailure.signInNeeded(order.tenant)))
        }
        do {
            let grant = try grant(credential, order)
            return SignInResult(
                result: await tryingProofs(order) { try await entra.mint(order.request, proof: $0, grant: grant) },
                used: credential)
        } catch {
            return SignInResult(result: .failure(error), used: credential)
        }
    }

    /// Tries `body` with each thing that the application can prove itself with, and with nothing where the registration
    /// turns out to want nothing.
    func tryingProofs(
        _ order: SignInOrder, _ body: (ClientProof) async throws -> Minted
    ) async -> Result<Minted, any Error> {
        let proofs = order.application.proofs
        var failure: any Error = VaultFailure.signInNeeded(order.tenant)
        for credential in proofs {
            do {
                return .success(try await body(try proof(credential, order)))
            } catch {
                failure = error
                guard case EntraError.refused(let refusal) = error else { return .failure(error) }
                if refusal.isOfAPublicClient { break }
                guard refusal.isOfAnUnknownCredential else { return .failure(error) }
            }
        }
        if case EntraError.refused(let refusal) = failure, !refusal.isOfAPublicClient { return .failure(failure) }
        do { return .success(try await body(.none)) } catch { return .failure(proofs.isEmpty ? error : failure) }
    }

    private func proof(_ credential: Credential, _ order: SignInOrder) throws -> ClientProof {
        // The platform replaces its token as it likes.
        guard let opened = order.opened, credential.kind != .federated else { return try openProof(credential, order) }
        return try opened.proofs.means(
            of: credential, for: order.request.destination.authority, at: try store.mark()
        ) { try openProof(credential, order) }
    }

    private func openProof(_ credential: Credential, _ order: SignInOrder) throws -> ClientProof {
        let stored = try secret(of: credential, order)
        switch stored.kind {
        case .clientSecret: return .secret(SharedSecret(try stored.material.duplicate()))
        case .certificate: return .certificate(try SigningCertificate(sealed: stored.material))
        case .federated: return .assertion(SharedSecret(try TokenFile.read(stored: stored.material)))
        case .refreshToken, .password: throw StoreError.damaged(.record)
        }
    }

    private func grant(_ credential: Credential, _ order: SignInOrder) throws -> Grant {
        guard let opened = order.opened else { return try openGrant(credential, order) }
        return try opened.grants.means(
            of: credential, for: order.request.destination.authority, at: try store.mark()
        ) { try openGrant(credential, order) }
    }

    private func openGrant(_ credential: Credential, _ order: SignInOrder) throws -> Grant {
        let stored = try secret(of: credential, order)
        let material = SharedSecret(try stored.material.duplicate())
        switch stored.kind {
        case .refreshToken: return .refreshToken(material)
        case .password: return .password(user: credential.user ?? "", material)
        case .clientSecret, .certificate, .federated: throw StoreError.damaged(.record)
        }
    }

    /// The secret as it is now: one that was replaced since its credential was read is no sign of damage.
    private func secret(of credential: Credential, _ order: SignInOrder) throws -> StoredSecret {
        // GRDB's closures cannot return what cannot be copied.
        var secret: StoredSecret?
        try store.read { snapshot in
            guard let present = try snapshot.application(order.id),
                present.credentials.contains(where: { $0.id == credential.id })
            else { throw VaultFailure.changedMeanwhile(order.tenant) }
            secret = try snapshot.secret(of: credential, of: present)
        }
        guard let secret else { throw StoreError.noSuchRecord }
        // The secret's own word on where it may go; the application's is only a copy.
        guard order.isMoving || secret.destination.authority == order.request.destination.authority else {
            throw VaultFailure.changedMeanwhile(order.tenant)
        }
        return secret
    }
}

extension VaultSnapshot {
    /// Opens a secret and compares what it is bound to with what its application says.
    fileprivate func secret(of credential: Credential, of application: Application) throws -> StoredSecret {
        let stored = try secret(of: credential)
        guard stored.destination == application.destination, stored.directoryID == application.homeDirectory else {
            throw StoreError.damaged(.record)
        }
        return stored
    }
}

extension Credential.Kind {
    /// Whether the application proves itself with it.
    var isProof: Bool {
        switch self {
        case .clientSecret, .certificate, .federated: true
        case .refreshToken, .password: false
        }
    }
}

extension Application {
    /// What it proves itself with, in the order in which that is tried.
    var proofs: [Credential] {
        credentials.filter { $0.kind.isProof && $0.state == .active }
            + credentials.filter { $0.kind.isProof && $0.state == .retiring }
    }

    /// What a user signs in with: the refresh token of the last sign-in, or else a password.
    var userCredential: Credential? {
        [.refreshToken, .password].lazy.compactMap { kind in
            credentials.first { $0.kind == kind && $0.state == .active }
        }.first
    }
}

extension EntraRefusal {
    /// The directory does not know this secret or certificate: it may not know it yet.
    var isOfAnUnknownCredential: Bool { code == 7_000_215 || code == 700_027 }
    /// The registration wants nothing of the application itself.
    fileprivate var isOfAPublicClient: Bool { code == 700_025 }
}

extension VaultFailure {
    /// The same, where the user that has to sign in is not this tenant's but `owner`'s.
    func signingIn(at owner: String?, insteadOf tenant: String) -> VaultFailure {
        guard let owner else { return self }
        let (there, here) = ("partner-vault login \(shellQuoted(owner))", "partner-vault login \(shellQuoted(tenant))")
        return VaultFailure(code, message, hint: hint?.replacing(here, with: there), aadsts: aadsts)
    }

    static func noCredential(_ tenant: String) -> VaultFailure {
        VaultFailure(
            .noCredential, "\"\(tenant)\" has no secret to sign in with",
            hint: "enter one with \"partner-vault edit \(shellQuoted(tenant)) --new-secret\"")
    }

    static func signInNeeded(_ tenant: String) -> VaultFailure {
        VaultFailure(
            .signInNeeded, "\"\(tenant)\" signs in as a user, and no user has signed in",
            hint:
                "sign in with \"partner-vault login \(shellQuoted(tenant))\", or ask for the app's token with --as app")
    }
}
