internal import EntraClient
internal import FoundationEssentials
internal import VaultCrypto
internal import VaultModel
internal import VaultPolicy
internal import VaultStore

extension DirectVault {
    /// Signs a user in and keeps the refresh token with the application, in the place of an earlier one.
    package func login(_ name: String, _ query: LoginQuery, _ screen: LoginScreen) async throws -> LoginReport {
        let plan = try VaultFailure.translating {
            try store.read { snapshot in
                try snapshot.mustTakeChanges()
                return try LoginPlan(try snapshot.single(name), query.resource, in: snapshot)
            }
        }
        do {
            let minted =
                switch query.way {
                case .browser(let port): try await browse(plan.order, port, query.timeout, screen)
                case .deviceCode:
                    try await tryingProofs(plan.order) { try await enterCode(plan.order.request, $0, screen) }.get()
                }
            return try keep(minted, plan)
        } catch {
            let failure = VaultFailure(any: error, tenant: plan.order.tenant)
            // Who ends it was not refused by anyone.
            if failure.code != .interrupted {
                try? store.write { edit in
                    var entry = surroundings.entry(.refused, tenant: plan.order.tenant)
                    entry.note(SignInTrace(plan.order.request))
                    try edit.record(entry)
                }
            }
            throw failure
        }
    }

    /// Tenants whose sign-in is about to lapse, or has: the soonest first.
    package func loginsDue() async throws -> [String] {
        try await expiring(.everything, within: nil)
            .filter { $0.kind == Credential.Kind.refreshToken.rawValue && $0.verdict != Verdict.ok.rawValue }.map(
                \.tenant)
    }

    /// The user signs in once, whatever the application then has to prove itself with: a refused code is not used up.
    private func browse(
        _ order: SignInOrder, _ port: UInt16?, _ timeout: Duration, _ screen: LoginScreen
    ) async throws -> Minted {
        let listener = try await LoopbackListener.start(port: port)
        do {
            let authorization = try Authorization(
                order.request, redirectURI: listener.redirectURI, loginHint: nil, prompt: "select_account")
            screen.open(authorization.url)
            let code = try await listener.callback(for: authorization, timeout: timeout)
            await listener.close()
            let grant = Grant.authorizationCode(
                code, verifier: authorization.verifier, redirectURI: listener.redirectURI)
            return try await tryingProofs(order) { try await entra.mint(order.request, proof: $0, grant: grant) }.get()
        } catch {
            await listener.close()
            throw error
        }
    }

    private func enterCode(
        _ request: TokenRequest, _ proof: ClientProof, _ screen: LoginScreen
    ) async throws -> Minted {
        let prompt = try await entra.requestDeviceCode(request, proof: proof)
        screen.show(prompt.verificationURI, prompt.userCode, prompt.expiresOn)
        return try await entra.awaitDeviceCode(prompt, request, proof: proof)
    }

    private func keep(_ minted: Minted, _ plan: LoginPlan) throws -> LoginReport {
        guard let token = minted.refreshToken else {
            throw VaultFailure(
                .failure, "the directory signed the user in, and gave nothing to keep",
                hint: "allow the application offline_access, then sign in again")
        }
        let now = surroundings.now()
        let credential = Credential(
            id: .random(), kind: .refreshToken, state: .active, notBefore: now, user: minted.user?.name, added: now)
        let policy = try store.write { edit in
            try edit.keep(token, as: credential, plan)
            try edit.keep(minted.token, of: plan)
            var entry = surroundings.entry(.signedIn, tenant: plan.order.tenant)
            entry.note(SignInTrace(plan.order.request))
            try edit.record(entry)
            return try edit.policyBook().policy(for: plan.member.tenant)
        }
        return LoginReport(
            tenant: plan.order.tenant, directoryID: plan.order.request.directoryID.description,
            clientID: plan.order.request.clientID.description, resource: plan.resource, user: minted.user?.name,
            at: now, idleUntil: policy.assess(credential, at: now).expires, warning: plan.warning(minted.user))
    }
}

/// Whose sign-in is wanted.
private struct LoginPlan {
    let member: Roster.Member
    let order: SignInOrder
    let resource: String
    private let isForPartnerCenter: Bool

    init(_ member: Roster.Member, _ resource: Resource?, in snapshot: VaultSnapshot) throws {
        self.member = member
        let name = member.tenant.name
        guard member.application.principal == member.id else {
            let owner = try snapshot.tenant(member.application.principal)?.name.description ?? ""
            throw VaultFailure(
                .usage, "\"\(name)\" is reached with the application of \"\(owner)\", and with its user's sign-in",
                hint: "sign in there: partner-vault login \(shellQuoted(owner))")
        }
        let query = TokenQuery(resource: resource, signIn: .user, forceNew: true)
        let plan = MintPlan(member, query)
        order = try plan.order()
        self.resource = plan.resourceText
        isForPartnerCenter = plan.isForPartnerCenter
    }

    /// What will be refused later for want of a second factor.
    func warning(_ user: SignedInUser?) -> String? {
        // A token that says nothing of how the user signed in may be as good as any.
        guard isForPartnerCenter, let user, !user.methods.isEmpty, !user.usedMultifactor else { return nil }
        return "this sign-in had no second factor, and Partner Center refuses such tokens (900421): "
            + "sign in with multifactor authentication"
    }
}

extension VaultEdit {
    /// Stores a refresh token in the place of those that the application had.
    fileprivate func keep(_ token: SharedSecret, as credential: Credential, _ plan: LoginPlan) throws {
        let (id, before) = (plan.member.tenant.application, plan.member.application)
        guard var application = try application(id), var tenant = try tenant(plan.member.id),
            application.clientID == before.clientID, application.destination == before.destination,
            application.homeDirectory == before.homeDirectory
        else { throw VaultFailure.changedMeanwhile(plan.order.tenant) }
        for old in application.credentials where old.kind == .refreshToken { try removeSecret(old.id) }
        application.credentials.removeAll { $0.kind == .refreshToken }
        application.credentials.append(credential)
        try update(application, at: id)
        try insert(
            StoredSecret(
                kind: .refreshToken, destination: application.destination, directoryID: application.homeDirectory,
                material: try token.bytes.duplicate()), as: credential.id)
        // Where nothing else can sign in, there is nothing to choose.
        if application.proofs.isEmpty, tenant.signIn != .user {
            tenant.signIn = .user
            try update(tenant, at: plan.member.id)
        }
        // What was cached belongs to the user before.
        try clearTokenCache()
    }

    fileprivate func keep(_ token: AccessToken, of plan: LoginPlan) throws {
        guard let tenant = try tenant(plan.member.id), let application = try application(tenant.application) else {
            return
        }
        let member = Roster.Member(id: plan.member.id, tenant: tenant, application: application)
        let cached = MintPlan(member, TokenQuery(resource: Resource(plan.resource), signIn: .user))
        try cache(
            .token(token.value, type: token.tokenType, expires: token.expiresOn), for: cached.cacheKey)
    }
}
