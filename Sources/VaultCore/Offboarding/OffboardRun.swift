internal import EntraClient
internal import FoundationEssentials
internal import VaultModel
internal import VaultPolicy
internal import VaultStore

/// Takes leave of one tenant: consent first, then key IDs, then the entry.
///
/// What each step does is one file each, beside this one.
struct OffboardRun: Sendable {
    let vault: DirectVault
    let query: OffboardQuery
    let id: RecordID
    let consents: ConsentDesk
    /// Tenants that leave in the same run.
    let leaving: Set<RecordID>
    var outcome: OffboardOutcome

    init(
        _ vault: DirectVault, _ member: Roster.Member, _ query: OffboardQuery, _ consents: ConsentDesk,
        with leaving: Set<RecordID>
    ) {
        self.vault = vault
        self.query = query
        self.consents = consents
        self.leaving = leaving
        id = member.id
        outcome = OffboardOutcome(tenant: member.tenant.name.description, isDryRun: query.isDryRun)
    }

    var name: String { outcome.tenant }
    var now: Date { vault.surroundings.now() }

    /// The tenant as the vault has it now, and what holds for it.
    struct State: Sendable {
        let tenant: Tenant
        let application: Application
        let policy: Policy
        /// The tenant that the application was added with, where that is another.
        let owner: TenantName?

        func isOwn(_ id: RecordID) -> Bool { application.principal == id }
    }

    mutating func run() async -> OffboardOutcome {
        do {
            try await takeLeave()
        } catch {
            let failure = VaultFailure(any: error, tenant: name)
            if !query.isDryRun, [.denied, .refused].contains(failure.code) {
                try? vault.store.write { try $0.record(vault.surroundings.entry(.refused, tenant: name)) }
            }
            outcome.failure = failure.leaving(name)
        }
        return outcome
    }

    private mutating func takeLeave() async throws {
        let state = try vault.store.read { snapshot in
            let state = try current(in: snapshot)
            if state.tenant.archived == nil { try mustBeFree(state, in: snapshot) }
            return state
        }
        guard state.tenant.archived == nil else {
            outcome.archived = state.tenant.archived
            return
        }
        if query.isVaultOnly {
            if state.isOwn(id) { outcome.leftKeyIDs = state.application.credentials.compactMap(\.keyID?.description) }
        } else if state.isOwn(id) {
            try await removeCredentials(state)
        } else {
            try await revokeConsent(state)
        }
        guard !query.isDryRun else { return }
        outcome.archived = try await archive(state)
    }

    func current(in snapshot: VaultSnapshot) throws -> State {
        guard let tenant = try snapshot.tenant(id) else { throw VaultFailure.noTenant(name) }
        let application = try snapshot.application(of: tenant)
        let owner = application.principal == id ? nil : try snapshot.tenant(application.principal)
        return State(
            tenant: tenant, application: application, policy: try snapshot.policyBook().policy(for: owner ?? tenant),
            owner: owner?.name)
    }

    /// - Throws: `inUse` where others need what would go; `busy` while its credential is being replaced.
    func mustBeFree(_ state: State, in snapshot: VaultSnapshot) throws {
        let (tenant, application) = (state.tenant, state.application)
        let isOwn = state.isOwn(id)
        // In a dry run those that leave with it are there still.
        let others =
            try query.isDryRun
            ? stayingUsers(of: tenant.application, in: snapshot) : Int(application.tenantCount) - 1
        if isOwn, others > 0 {
            throw VaultFailure(
                .inUse,
                (others == 1 ? "1 other tenant uses" : "\(others) other tenants use")
                    + " the application of \"\(tenant.name)\"",
                hint: others == 1 ? "take leave of it first, or with it" : "take leave of them first, or with it")
        }
        let managed =
            try query.isDryRun
            ? stayingManaged(in: snapshot) : Int(tenant.viaCount) - (isOwn && application.via == id ? 1 : 0)
        if managed > 0 {
            throw VaultFailure(
                .inUse, "other applications are managed with the rights of \"\(tenant.name)\"",
                hint: "give them another --via first")
        }
        guard isOwn, let rotation = application.rotation else { return }
        let isHeld = rotation.lease.map { $0.holds(at: now) && !vault.surroundings.processes.hasEnded($0.holder) }
        if rotation.isUnderWay || isHeld == true { throw VaultFailure.rotationOpen(name) }
    }

    private func stayingUsers(of application: RecordID, in snapshot: VaultSnapshot) throws -> Int {
        try snapshot.everything().tenants.count {
            $0.tenant.application == application && $0.id != id && !leaving.contains($0.id)
        }
    }

    private func stayingManaged(in snapshot: VaultSnapshot) throws -> Int {
        try snapshot.everything().applications.map(\.application).count {
            $0.via == id && $0.principal != id && !leaving.contains($0.principal)
        }
    }

    func entry(_ event: AuditEvent, keyID: KeyID? = nil) -> AuditEntry {
        var entry = vault.surroundings.entry(event, tenant: name)
        entry.keyID = keyID
        return entry
    }

    func patiently<Result>(_ body: () throws -> Result) async throws -> Result {
        while true {
            do {
                return try body()
            } catch StoreError.busy {
                try await vault.surroundings.pause(.milliseconds(200))
            }
        }
    }
}

extension VaultFailure {
    /// The same where leave was to be taken: the entry is as it was, and there is a way without the directory.
    fileprivate func leaving(_ tenant: String) -> VaultFailure {
        let alone = "to archive the entry alone, add --vault-only"
        if code == .denied {
            let rights = "see what to ask for with \"partner-vault rights \(shellQuoted(tenant))\""
            return VaultFailure(code, message, hint: "\(rights); \(alone)", aadsts: aadsts)
        }
        guard [.refused, .noCredential, .signInNeeded].contains(code) else { return self }
        return VaultFailure(
            code, message, hint: [hint, alone].compactMap(\.self).joined(separator: "; "), aadsts: aadsts)
    }
}
