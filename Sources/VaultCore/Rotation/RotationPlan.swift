internal import EntraClient
internal import FoundationEssentials
internal import VaultModel
internal import VaultPolicy
internal import VaultStore

/// One application that a run works on.
struct RotationTarget: Sendable {
    let id: RecordID
    /// The tenant that it was added with.
    let tenant: String
    /// The rotation to work on; nil where only lost attempts are searched for.
    let rotation: UUID?
    /// The new rotation, where nothing was stored of it.
    var wish: Rotation?
}

/// What a run of `rotate` works on, and what is decided without asking anyone.
struct RotationPlan {
    private(set) var targets: [RotationTarget] = []
    private(set) var outcomes: [RotationOutcome] = []

    /// Looks at each selected application once; `put` stores one that is marked for the run.
    init(
        _ selection: TenantSelection, _ query: RotationQuery, in snapshot: VaultSnapshot, at now: Date,
        hasEnded: (_ holder: String) -> Bool, put: (Application, RecordID) throws -> Void
    ) throws {
        let roster = try snapshot.roster(selection.isEmpty ? .everything : selection)
        let settings = try snapshot.settings()
        let book = PolicyBook(vault: settings.policy, tags: settings.tagPolicies)
        var found: [(target: RotationTarget, urgency: Urgency)] = []
        var seen: Set<RecordID> = []
        for member in roster.members where seen.insert(member.tenant.application).inserted {
            let principal = roster.principal(of: member)
            let choice = Choice(
                member.application, book.policy(for: principal), query, settings.era, at: now,
                isNamed: !selection.names.isEmpty, hasEnded: hasEnded)
            let name = principal.name.description
            switch choice {
            case .leave:
                // Whoever named it is told.
                guard !selection.names.isEmpty else { continue }
                let note = query.purpose == .due ? "nothing is due" : "no rotation is open"
                outcomes.append(RotationOutcome(tenant: name, step: .skipped, notes: [note]))
            case .decided(let step, let failure, let note):
                outcomes.append(
                    RotationOutcome(tenant: name, step: step, failure: failure, notes: note.map { [$0] } ?? []))
            case .waiting(let rotation):
                outcomes.append(RotationOutcome(waiting: rotation, member.application, tenant: name))
            case .search:
                let target = RotationTarget(id: member.tenant.application, tenant: name, rotation: nil)
                found.append((target, Urgency(member.application, query)))
            case .goOn(let rotation):
                let target = RotationTarget(id: member.tenant.application, tenant: name, rotation: rotation.id)
                found.append((target, Urgency(member.application, query)))
            case .mark(let rotation):
                var application = member.application
                application.rotation = rotation
                try put(application, member.tenant.application)
                let target = RotationTarget(
                    id: member.tenant.application, tenant: name, rotation: rotation?.id, wish: rotation)
                guard rotation != nil else {
                    outcomes.append(RotationOutcome(tenant: name, step: .skipped, notes: ["nothing was begun yet"]))
                    continue
                }
                found.append((target, Urgency(member.application, query)))
            }
        }
        found.sort { $0.urgency < $1.urgency }
        targets = found.map(\.target)
    }

    /// What is done about one application.
    private enum Choice {
        case leave
        case decided(RotationOutcome.Step, VaultFailure?, String?)
        case search
        /// Its overlap is not over, and there is nothing else to do.
        case waiting(Rotation)
        case goOn(Rotation)
        /// Stored before anything else; nil where a wish is taken back.
        case mark(Rotation?)

        init(
            _ application: Application, _ policy: Policy, _ query: RotationQuery, _ era: UInt64, at now: Date,
            isNamed: Bool, hasEnded: (String) -> Bool
        ) {
            let open = application.rotation
            if let lease = open?.lease, lease.holds(at: now), !hasEnded(lease.holder) {
                self = .decided(.busy, .rotationHeld, nil)
                return
            }
            let active = application.credentials.first { $0.isRotatable && $0.state == .active }
            func wish() -> Rotation? {
                active.map {
                    Rotation(
                        kind: query.kind ?? $0.kind, since: now, overlap: query.overlap ?? policy.overlap,
                        lifetime: query.lifetime ?? policy.maximumLifetime, isCompromised: query.isCompromised, era: era
                    )
                }
            }
            let isSearchDue = application.lostAttempts.contains { $0.isDue(at: now) }
            if let open, open.isWaiting(at: now, era), !query.isCompromised,
                [.replace, .due, .resume].contains(query.purpose)
            {
                self = isSearchDue ? .search : .waiting(open)
                return
            }
            switch query.purpose {
            case .replace:
                if let open, open.isUnderWay, open.step != .promoted || !query.isCompromised {
                    self = .goOn(open)
                } else if let wish = wish() {
                    self = .mark(wish)
                } else {
                    self =
                        isNamed
                        ? .decided(.failed, .nothingToRotate, nil)
                        : .decided(.skipped, nil, "no secret or certificate of its own")
                }
            case .due:
                let isDue = application.credentials.contains {
                    $0.isRotatable && $0.state == .active
                        && [.rotate, .replaceNow].contains(policy.assess($0, at: now).action)
                }
                if let open {
                    self = .goOn(open)
                } else if isDue, let wish = wish() {
                    self = .mark(wish)
                } else {
                    self = isSearchDue ? .search : .leave
                }
            case .resume:
                self = open.map { .goOn($0) } ?? (isSearchDue ? .search : .leave)
            case .finish:
                let retiring = application.credentials.filter { $0.isRotatable && $0.state == .retiring }
                if let open {
                    self = open.isUnderWay ? .goOn(open) : .mark(nil)
                } else if let active, !retiring.isEmpty {
                    self = .mark(Rotation(finishing: active, retiring.map(\.id), policy, at: now, era: era))
                } else {
                    self = .decided(.skipped, nil, "there is nothing to finish")
                }
            case .acknowledge:
                if var open, open.isUnderWay {
                    open.isAcknowledged = true
                    self = .mark(open)
                } else {
                    self = .decided(.skipped, nil, "no rotation is open")
                }
            }
        }
    }

    /// Who comes first: after a leak the one who can do most harm, else what ends soonest.
    private struct Urgency: Comparable {
        private let rank: (Int, Int, Double)

        init(_ application: Application, _ query: RotationQuery) {
            let active = application.credentials.first { $0.isRotatable && $0.state == .active }
            let end = active?.expiry.date?.timeIntervalSince1970 ?? .greatestFiniteMagnitude
            rank =
                query.isCompromised
                ? (active?.exposed == true ? 0 : 1, -Int(application.tenantCount), -end)
                : (0, 0, end)
        }

        static func < (left: Urgency, right: Urgency) -> Bool { left.rank < right.rank }
        static func == (left: Urgency, right: Urgency) -> Bool { left.rank == right.rank }
    }
}

extension Rotation {
    /// One that somebody made by hand: what is retiring goes, with the active one as what takes its place.
    fileprivate init(finishing active: Credential, _ old: [RecordID], _ policy: Policy, at now: Date, era: UInt64) {
        self.init(
            kind: active.kind, since: now, overlap: .zero, lifetime: policy.maximumLifetime, era: era)
        new = active.id
        self.old = old
        removeAfter = now
        reach(.promoted, at: now)
    }
}

extension Rotation {
    /// Whether its time has not come.
    fileprivate func isWaiting(at now: Date, _ era: UInt64) -> Bool {
        switch task(at: now, era: era, delivers: false, isFinishing: false) {
        case .wait: true
        case .begin, .giveUp, .prove, .deliver, .promote, .retire, .confirm: false
        }
    }
}

extension RotationOutcome {
    fileprivate init(waiting rotation: Rotation, _ application: Application, tenant: String) {
        let new = application.newCredential
        self.init(
            tenant: tenant, step: .promoted, keyID: new?.keyID?.description,
            previousKeyID: application.credentials.first { rotation.old.contains($0.id) }?.keyID?.description,
            expires: new?.expiry.date, removeAfter: rotation.removeAfter)
    }
}

extension VaultSettings {
    /// The last restore: a rotation from before it is not gone on with by itself.
    var era: UInt64 { restored?.generation ?? 0 }
}

extension VaultFailure {
    static let rotationHeld = VaultFailure(
        .busy, "another process rotates it", hint: "wait for it, or see it with \"partner-vault rotate --resume\"")

    static func rotationOpen(_ tenant: String) -> VaultFailure {
        VaultFailure(
            .busy, "a rotation of \"\(tenant)\" is open",
            hint: "bring it to its end first: partner-vault rotate \(shellQuoted(tenant)) --resume")
    }

    static let nothingToRotate = VaultFailure(
        .noCredential, "it has no secret or certificate of its own to rotate",
        hint: "users sign in again with \"partner-vault login\"; federated tokens are the platform's")
}

extension VaultSnapshot {
    /// - Throws: `busy` while anything is in the making, or waits to be taken away.
    func mustHaveNoRotation() throws {
        let contents = try everything()
        guard let open = contents.applications.first(where: { $0.1.rotation?.isUnderWay == true }) else { return }
        throw VaultFailure.rotationOpen(contents.tenant(open.1.principal)?.name.description ?? "")
    }
}
