internal import EntraClient
internal import FoundationEssentials
internal import VaultModel
internal import VaultStore

extension DirectVault {
    /// Checks, gives or takes back consent, in the order of the tenants' names.
    ///
    /// Each outcome is stored as it comes, so that a run that ends halfway can be taken up again.
    package func consent(
        _ selection: TenantSelection, _ query: ConsentQuery, progress: @escaping @Sendable (Int, Int) -> Void
    ) async throws -> [ConsentOutcome] {
        let roster = try VaultFailure.translating {
            try store.read { snapshot in
                try snapshot.mustTakeChanges()
                return try snapshot.roster(selection)
            }
        }
        let members = roster.members
        let desk = ConsentDesk(self, query)
        var outcomes = [ConsentOutcome?](repeating: nil, count: members.count)
        try await withThrowingTaskGroup(of: (Int, ConsentOutcome).self) { group in
            var waiting = members.enumerated().makeIterator()
            func start() {
                guard !Task.isCancelled, let (index, member) = waiting.next() else { return }
                let owner = roster.owner(of: member)
                group.addTask { (index, await desk.outcome(for: member, owner: owner)) }
            }
            for _ in 0..<max(1, query.concurrency) { start() }
            while let (index, outcome) = try await group.next() {
                outcomes[index] = outcome
                try keep(outcome, of: members[index], query)
                progress(outcomes.count { $0 != nil }, members.count)
                start()
            }
        }
        return zip(members, outcomes).map {
            $1 ?? ConsentPlan($0).outcome(failure: .interruptedConsent, at: surroundings.now())
        }
    }

    /// Stores what came of it in one tenant's directory.
    func keep(_ outcome: ConsentOutcome, of member: Roster.Member, _ query: ConsentQuery) throws {
        guard !outcome.isKnown, outcome.failure?.code != .usage else { return }
        try VaultFailure.translating {
            try store.write { edit in
                if let state = outcome.state, var tenant = try edit.tenant(member.id) {
                    tenant.consent = Consent(at: outcome.at, state: state)
                    try edit.update(tenant, at: member.id)
                }
                let event: AuditEvent =
                    switch (outcome.failure, query.act) {
                    case (.some, _): .refused
                    case (nil, .check): .probed
                    case (nil, .grant): outcome.state == .granted ? .consentGranted : .probed
                    case (nil, .revoke): .consentRevoked
                    }
                var entry = surroundings.entry(event, tenant: outcome.tenant)
                entry.resource = outcome.resource
                try edit.record(entry)
            }
        }
    }
}

/// One tenant's directory, and the application whose permissions in it are in question.
struct ConsentPlan: Sendable {
    let member: Roster.Member

    init(_ member: Roster.Member) {
        self.member = member
    }

    /// Another directory than the application's own: a customer's, whose partner may consent for it.
    var isCustomer: Bool { member.tenant.directoryID != member.application.homeDirectory }

    /// Where Partner Center answers: the cloud's own, or the stand-in's that Graph was given.
    var partnerCenter: (origin: Origin, resource: String)? {
        let destination = member.application.destination
        guard let uri = ResourceAlias.partnerCenter.uri(in: destination.cloud) else { return nil }
        guard destination.graph == destination.cloud.graph else { return (destination.graph, uri) }
        return (try? Origin(uri)).map { ($0, uri) }
    }

    /// The page on which an admin of the directory consents.
    var url: String? {
        (try? MintPlan(member, TokenQuery()).request())
            .map { EntraClient.adminConsentURL($0, redirectURI: nil, state: nil) }
    }

    func outcome(
        _ state: Consent.State? = nil, url: String? = nil, failure: VaultFailure? = nil, at instant: Date
    ) -> ConsentOutcome {
        let plan = MintPlan(member, TokenQuery())
        return ConsentOutcome(
            tenant: member.tenant.name.description, directoryID: member.tenant.directoryID.description,
            clientID: member.application.clientID.description, resource: plan.resourceText, state: state, at: instant,
            url: url, failure: failure)
    }
}

extension VaultFailure {
    static let interruptedConsent = VaultFailure(.interrupted, "interrupted")
}
