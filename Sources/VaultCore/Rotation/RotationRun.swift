internal import EntraClient
internal import FoundationEssentials
internal import VaultModel
internal import VaultPolicy
internal import VaultStore

/// Takes one application's rotation as far as it can be taken now, one durable step at a time.
///
/// What each step does is one file each, beside this one; what comes next, `Rotation.task` says.
struct RotationRun: Sendable {
    let vault: DirectVault
    let target: RotationTarget
    let query: RotationQuery
    /// Names this run in the lease.
    let holder: String
    /// What is known for the outcome, beyond what the vault still has at the end.
    var new: Credential?
    var previous: Credential?
    var notes: [String] = []
    var remaining: [String] = []
    /// The directory's clock, as it was last seen, and this machine's then.
    var directoryDate: (theirs: Date, ours: Date)?

    init(_ vault: DirectVault, _ target: RotationTarget, _ query: RotationQuery) {
        self.vault = vault
        self.target = target
        self.query = query
        holder = vault.surroundings.processes.mark(UUID().uuidString)
    }

    var now: Date { vault.surroundings.now() }

    /// The application as the vault has it now, and what holds for it.
    struct State: Sendable {
        let application: Application
        let principal: Tenant
        let policy: Policy
        let era: UInt64
    }

    mutating func run() async -> RotationOutcome {
        do {
            guard target.rotation != nil else { return try await search() }
            if query.isDryRun { return try await rehearse() }
            try await take()
        } catch {
            return outcome(.failed, failing(error))
        }
        let result: RotationOutcome
        do { result = try await goOn() } catch { result = outcome(.failed, failing(error)) }
        await release(result.failure)
        return result
    }

    /// Step after step, until there is nothing to do or only to wait.
    private mutating func goOn() async throws -> RotationOutcome {
        var hasLostReply = false
        while true {
            let state = try current()
            guard let rotation = state.application.rotation else { return outcome(.retired) }
            note(rotation, state.application)
            let task = rotation.task(
                at: now, era: state.era, delivers: state.application.deliveryCommand != nil,
                isFinishing: query.purpose == .finish)
            switch task {
            case .begin:
                do {
                    try await begin(state, rotation)
                } catch let error as LostReply {
                    // Whether it was made cannot be known; the next has another name, and the first is searched for.
                    guard !hasLostReply else { throw error.cause }
                    hasLostReply = true
                    try await vault.surroundings.pause(.seconds(1))
                }
            case .giveUp:
                try await loseAttempt(mayExist: true)
            case .prove:
                try await prove(state, rotation)
            case .deliver:
                try await deliver(state, rotation)
            case .promote:
                try await promote(state)
            case .retire:
                guard try await retire(state, rotation) else {
                    return outcome(.promoted, removeAfter: rotation.removeAfter)
                }
            case .wait(let until):
                return outcome(.promoted, removeAfter: until)
            case .confirm:
                throw VaultFailure.rotationFrozen(target.tenant)
            }
        }
    }

    func current() throws -> State {
        try vault.store.read { snapshot in
            guard let application = try snapshot.application(target.id),
                let principal = try snapshot.tenant(application.principal)
            else { throw VaultFailure.noTenant(target.tenant) }
            return State(
                application: application, principal: principal,
                policy: try snapshot.policyBook().policy(for: principal), era: try snapshot.settings().era)
        }
    }

    private mutating func note(_ rotation: Rotation, _ application: Application) {
        if let made = application.newCredential { new = made }
        previous =
            application.credentials.first { rotation.old.contains($0.id) }
            ?? application.credentials.first { $0.isRotatable && $0.state == .active && $0.id != rotation.new }
            ?? previous
    }

    func outcome(
        _ step: RotationOutcome.Step, _ failure: VaultFailure? = nil, removeAfter: Date? = nil
    ) -> RotationOutcome {
        RotationOutcome(
            tenant: target.tenant,
            step: failure.map { VaultFailure.heldElsewhere.contains($0) } ?? false ? .busy : step,
            keyID: new?.keyID?.description,
            previousKeyID: previous?.keyID?.description, expires: new?.expiry.date, removeAfter: removeAfter,
            failure: failure, notes: notes, remaining: remaining)
    }

    private func failing(_ error: any Error) -> VaultFailure {
        VaultFailure(any: error, tenant: target.tenant).rotating(target.tenant)
    }
}

/// A directory was asked for a credential, and its answer did not come.
struct LostReply: Error {
    let cause: any Error
}

extension VaultFailure {
    static func rotationFrozen(_ tenant: String) -> VaultFailure {
        VaultFailure(
            .failure,
            "its rotation was open when the vault was restored from a backup, and nothing is removed by itself",
            hint: "compare with the directory (\"partner-vault sync \(shellQuoted(tenant))\"), then go on with "
                + "\"partner-vault rotate \(shellQuoted(tenant)) --resume --confirm-restored\"")
    }

    /// The same, where somebody rotates: which right is missing is known then.
    fileprivate func rotating(_ tenant: String) -> VaultFailure {
        guard code == .denied else { return self }
        return VaultFailure(
            code, message,
            hint: "grant the application Application.ReadWrite.OwnedBy and make it an owner of itself, or name a "
                + "tenant with that right; see \"partner-vault rights \(shellQuoted(tenant))\"",
            aadsts: aadsts)
    }
}
