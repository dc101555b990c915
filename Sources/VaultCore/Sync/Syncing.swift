internal import EntraClient
internal import FoundationEssentials
internal import VaultModel
internal import VaultPolicy
internal import VaultStore

extension DirectVault {
    /// Reads from the directories when credentials end and what else they list; changes nothing there.
    ///
    /// Each directory's answer is stored as it comes, so that a run that ends halfway can be taken up again. A directory
    /// that cannot be read leaves what the vault knows as it was.
    package func sync(
        _ selection: TenantSelection, _ query: SyncQuery, progress: @escaping @Sendable (Int, Int) -> Void
    ) async throws -> [SyncOutcome] {
        let plan = try VaultFailure.translating {
            try store.read { snapshot in
                try snapshot.mustTakeChanges()
                return try SyncPlan(selection, query, in: snapshot, at: surroundings.now())
            }
        }
        var outcomes = plan.skipped
        var done = 0
        let opened = OpenedCredentials()
        try await withThrowingTaskGroup(of: (SyncGroup, Result<DirectoryAnswer, VaultFailure>).self) { tasks in
            var waiting = plan.groups.makeIterator()
            func start() {
                guard !Task.isCancelled, let group = waiting.next() else { return }
                tasks.addTask { (group, await self.ask(group, opened)) }
            }
            for _ in 0..<max(1, query.concurrency) { start() }
            while let (group, answer) = try await tasks.next() {
                outcomes += try keep(answer, of: group)
                done += group.targets.count
                progress(done, plan.count)
                start()
            }
            while let group = waiting.next() {
                outcomes += group.targets.map {
                    $0.outcome(group.subject, at: surroundings.now(), failure: .interruptedSync)
                }
            }
        }
        return outcomes.sorted {
            ($0.tenant, $0.subject == .application ? 0 : 1) < ($1.tenant, $1.subject == .application ? 0 : 1)
        }
    }

    private func ask(_ group: SyncGroup, _ opened: OpenedCredentials) async -> Result<DirectoryAnswer, VaultFailure> {
        let name = group.reader.tenant.name.description
        do {
            var order = try group.order()
            order.opened = opened
            let signedIn = await signIn(order)
            let minted = try signedIn.result.get()
            try keep(minted, of: signedIn.used, order)
            let session = GraphSession(
                entra, at: group.reader.application.destination.graph, token: minted.token.value,
                correlationID: order.request.correlationID)
            var answer = DirectoryAnswer(SignInTrace(order.request, keyID: signedIn.used?.keyID))
            switch group.subject {
            case .application:
                answer.readings = try await session.applications(group.targets.map(\.application.clientID))
            case .relationships:
                answer.relationships = try await session.relationships(endedWithin: .days(30))
            }
            return .success(answer)
        } catch EntraError.graphDenied(let status, let code) where group.subject == .relationships {
            return .failure(.relationshipsDenied(status, code))
        } catch {
            return .failure(VaultFailure(any: error, tenant: name))
        }
    }

    /// Stores what a directory said of a group, in one change.
    private func keep(
        _ answer: Result<DirectoryAnswer, VaultFailure>, of group: SyncGroup
    ) throws -> [SyncOutcome] {
        try VaultFailure.translating {
            try store.write { edit in
                let now = surroundings.now()
                var entry = surroundings.entry(.synced, tenant: group.reader.tenant.name.description)
                entry.resource = group.reader.application.destination.graph.description
                entry.count = UInt32(clamping: group.targets.count)
                switch answer {
                case .failure(let failure):
                    entry.event = .refused
                    if failure.code != .interrupted, failure.code != .usage { try edit.record(entry) }
                    return group.targets.map { $0.outcome(group.subject, at: now, failure: failure) }
                case .success(let answer):
                    entry.correlationID = answer.trace.correlationID
                    entry.keyID = answer.trace.keyID
                    try edit.record(entry)
                    return try group.targets.map { target in
                        switch group.subject {
                        case .application: try edit.keep(answer, of: target, at: now)
                        case .relationships: try edit.keepRelationships(answer, of: target, at: now)
                        }
                    }
                }
            }
        }
    }
}

/// What one directory said.
private struct DirectoryAnswer: Sendable {
    let trace: SignInTrace
    var readings: [ClientID: GraphReading] = [:]
    var relationships: [Relationship] = []

    init(_ trace: SignInTrace) {
        self.trace = trace
    }
}

extension VaultEdit {
    fileprivate func keep(_ answer: DirectoryAnswer, of target: SyncTarget, at now: Date) throws -> SyncOutcome {
        guard let reading = answer.readings[target.application.clientID] else {
            return target.outcome(.application, at: now, failure: .changedMeanwhile(target.tenant.name.description))
        }
        let listed: GraphCredentials
        switch reading.application {
        case .success(let credentials): listed = credentials
        case .failure(let error):
            let failure = VaultFailure(any: error, tenant: target.tenant.name.description)
            return target.outcome(.application, at: now, failure: failure)
        }
        // The application as it is by now: what was asked is compared with what is there.
        guard var application = try application(target.id), let principal = try tenant(application.principal),
            application.clientID == target.application.clientID,
            application.homeDirectory == target.application.homeDirectory
        else {
            return target.outcome(.application, at: now, failure: .changedMeanwhile(target.tenant.name.description))
        }
        let policy = try policyBook().policy(for: principal)
        let found = Reconciliation(application, reading, listed, policy, at: now)
        application.credentials = found.credentials
        application.reading = found.reading
        try update(application, at: target.id)
        var outcome = target.outcome(.application, at: now)
        outcome.changes = found.changes
        outcome.drift = found.drift.map { FindingReport($0, of: principal.name.description) }
        return outcome
    }

    fileprivate func keepRelationships(
        _ answer: DirectoryAnswer, of target: SyncTarget, at now: Date
    ) throws -> SyncOutcome {
        guard try tenant(target.tenantID)?.directoryID == target.tenant.directoryID else {
            return target.outcome(.relationships, at: now, failure: .changedMeanwhile(target.tenant.name.description))
        }
        try set(answer.relationships, of: target.tenantID)
        var outcome = target.outcome(.relationships, at: now)
        outcome.relationships = answer.relationships.count
        return outcome
    }
}

extension VaultFailure {
    fileprivate static let interruptedSync = VaultFailure(.interrupted, "interrupted")

    fileprivate static func relationshipsDenied(_ status: Int, _ code: String?) -> VaultFailure {
        VaultFailure(
            .denied,
            "the right to read relationships was denied by Graph (HTTP \(status)\(code.map { ", \($0)" } ?? ""))",
            hint: "grant the application DelegatedAdminRelationship.Read.All")
    }
}
