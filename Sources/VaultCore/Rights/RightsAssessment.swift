internal import EntraClient
internal import FoundationEssentials
internal import VaultModel
internal import VaultPolicy

/// What was found out about one application's rights, judged: a value, computed from what directory and vault say.
struct RightsAssessment {
    let application: Application
    let tenant: String
    let policy: Policy
    let advice: RightsAdvice
    let now: Date
    /// What was found out so far; the rest is unknown.
    private var found: [RightsCheck.Kind: RightsCheck] = [:]

    init(_ application: Application, of tenant: String, _ policy: Policy, _ advice: RightsAdvice, at now: Date) {
        self.application = application
        self.tenant = tenant
        self.policy = policy
        self.advice = advice
        self.now = now
        guard application.active == nil else { return }
        let nothing = VaultFailure.nothingToRotate
        put(.credentials, .missing, nothing.message, nothing.hint)
    }

    var checks: [RightsCheck] {
        RightsCheck.Kind.allCases.map { found[$0] ?? RightsCheck($0, .unknown, "not found out") }
    }

    private mutating func put(
        _ kind: RightsCheck.Kind, _ state: RightsCheck.State, _ words: String, _ mend: String? = nil
    ) {
        if found[kind] == nil { found[kind] = RightsCheck(kind, state, words, mend: mend) }
    }

    /// Nobody was let in.
    mutating func note(signInFailed failure: VaultFailure) {
        put(.signIn, .missing, failure.message, failure.hint)
    }

    /// Somebody was; `grants` is nil where the token cannot be looked into.
    mutating func note(_ grants: GraphGrants?, user: String?) {
        let name = advice.reader.tenant.name
        let who = grants?.isUser == true ? user.map { "as \($0)" } ?? "as a user" : "as the application"
        put(.signIn, .ok, advice.isVia ? "\"\(name)\" signs in \(who)" : "signs in \(who)")
        guard let grants else {
            put(.permission, .unknown, "the token for Graph is encrypted, and does not tell")
            put(.owner, .unknown, "the token for Graph is encrypted, and does not tell who bears it")
            return
        }
        let held = grants.permissions.filter { grants.suffices($0) }.sorted()
        if !held.isEmpty {
            put(.permission, .ok, "the token has \(held.joined(separator: ", "))")
        } else {
            let listed = grants.permissions.isEmpty ? "none" : grants.permissions.sorted().joined(separator: ", ")
            let mend = advice.permission(isUser: grants.isUser)
            // What a role of the directory lets an application do without, its token does not say.
            let mayDo = !grants.isUser && grants.administers == true
            put(.permission, mayDo ? .unknown : .missing, "the token's permissions of Graph: \(listed)", mend)
        }
    }

    /// The registration could not be read.
    mutating func note(unread failure: VaultFailure, isDenied: Bool, _ grants: GraphGrants) {
        guard isDenied else { return put(.registration, .missing, failure.message, failure.hint) }
        let mayOwnOnly = grants.isUser ? grants.administers != true : !grants.mayAll
        if grants.suffices, mayOwnOnly {
            put(.registration, .missing, "may not be read by whoever does not own it")
            put(.owner, .missing, "does not own the registration", advice.owner(grants.objectID, isUser: grants.isUser))
        } else if grants.suffices {
            put(.registration, .missing, failure.message, failure.hint)
        } else {
            put(.registration, .unknown, "may not be read without the permission")
            put(
                .owner, .unknown, "cannot be told without the permission",
                advice.owner(grants.objectID, isUser: grants.isUser))
        }
    }

    /// The registration was read; `owners` is nil where they may not be.
    mutating func note(_ registration: GraphRegistration, owners: Set<UUID>?, _ grants: GraphGrants?) {
        put(.registration, .ok, "the directory lists it")
        if let grants { note(owners: owners, grants) }
        noteSecretLimit(registration)
        notePolicy(registration)
        noteCredentials(registration)
    }

    private mutating func note(owners: Set<UUID>?, _ grants: GraphGrants) {
        let mend = advice.owner(grants.objectID, isUser: grants.isUser)
        if !grants.isUser, grants.mayAll {
            put(.owner, .ok, "not needed with \(RightsAdvice.all)")
        } else if grants.isUser, grants.administers == true {
            put(.owner, .ok, "not needed with the user's role in the directory")
        } else if let owners, let own = grants.objectID, owners.contains(own) {
            put(.owner, .ok, "owns the registration")
        } else if owners == nil || grants.objectID == nil {
            put(.owner, .unknown, "the registration's owners cannot be read", mend)
        } else if grants.isUser, grants.administers == nil {
            put(.owner, .unknown, "does not own the registration, and the token does not tell the user's roles", mend)
        } else {
            put(.owner, .missing, "does not own the registration", mend)
        }
    }

    private mutating func noteSecretLimit(_ registration: GraphRegistration) {
        let count = registration.credentials.passwords.count
        guard application.active?.kind == .clientSecret else {
            return put(.secretLimit, .ok, "certificates have no such limit")
        }
        guard registration.allowsPersonalAccounts else {
            return put(.secretLimit, .ok, "no personal accounts may sign in, and so there is no limit of two secrets")
        }
        var alone = registration
        alone.limits = nil
        switch terms(alone) {
        case .success: put(.secretLimit, .ok, "personal accounts may sign in: \(count) of 2 secrets are there")
        case .failure(let failure): put(.secretLimit, .missing, failure.message, failure.hint)
        }
    }

    private mutating func notePolicy(_ registration: GraphRegistration) {
        guard registration.limits != nil else {
            return put(
                .policy, .unknown,
                "may not be read, which takes Policy.Read.All: the directory says so when it is asked")
        }
        var alone = registration
        alone.allowsPersonalAccounts = false
        switch terms(alone) {
        case .success(let terms):
            let life = DurationText.format(terms.lifetime)
            put(.policy, .ok, terms.notes.first ?? "nothing stands against a life of \(life)")
        case .failure(let failure): put(.policy, .missing, failure.message, failure.hint)
        }
    }

    /// What a rotation that begins now would be held to.
    private func terms(_ registration: GraphRegistration) -> Result<RotationTerms, VaultFailure> {
        let rotation = Rotation(
            kind: application.active?.kind ?? .clientSecret, since: now, overlap: policy.overlap,
            lifetime: policy.maximumLifetime, era: 0)
        do {
            return .success(try RotationTerms(rotation, registration, tenant: tenant))
        } catch {
            return .failure(VaultFailure(any: error, tenant: tenant))
        }
    }

    private mutating func noteCredentials(_ registration: GraphRegistration) {
        let listed = registration.credentials
        let (secrets, certificates) = (listed.passwords.count, listed.certificates.count)
        let count =
            "\(secrets) secret\(secrets == 1 ? "" : "s") and \(certificates) certificate\(certificates == 1 ? "" : "s")"
        let reading = GraphReading(
            application: .success(listed), servicePrincipal: registration.servicePrincipal, limits: registration.limits)
        let known = Reconciliation(application, reading, listed, policy, at: now).credentials
        guard let active = application.active, let key = known.first(where: { $0.id == active.id })?.keyID else {
            return put(
                .credentials, .unknown,
                "\(count) listed; which of them is ours cannot be told, so that it could not be removed when it is "
                    + "replaced",
                "say which it is: \"partner-vault edit \(shellQuoted(tenant)) --key-id KEYID\"")
        }
        guard listed.keyIDs.contains(key) else {
            return put(
                .credentials, .unknown, "\(count) listed, and not ours (\(key))",
                "see \"partner-vault sync \(shellQuoted(tenant))\"")
        }
        put(.credentials, .ok, "\(count) listed, and ours among them (\(key))")
    }
}

extension GraphGrants {
    /// Cloud Application Administrator, Application Administrator, Global Administrator.
    private static let administrators: Set<UUID> = Set(
        [
            "158c047a-c907-4556-b7ef-446551a6b5f7", "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3",
            "62e90394-69f5-4237-9190-012177145e10",
        ].compactMap { UUID(uuidString: $0) })

    /// Whether a role of the directory lets the bearer change every registration; nil where the token names no roles.
    fileprivate var administers: Bool? { directoryRoles.map { !$0.isDisjoint(with: Self.administrators) } }

    /// Whether one permission, with ownership where it takes that, lets credentials be changed.
    fileprivate func suffices(_ permission: String) -> Bool {
        permission == RightsAdvice.all || (!isUser && permission == RightsAdvice.owned)
    }

    fileprivate var suffices: Bool { permissions.contains { suffices($0) } }
    fileprivate var mayAll: Bool { permissions.contains(RightsAdvice.all) }
}
