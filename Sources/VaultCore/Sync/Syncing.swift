internal import EntraClient
internal import FoundationEssentials
internal import Synchronization
internal import VaultModel
internal import VaultPolicy
internal import VaultStore

extension DirectVault {
    /// Reads from the directories when credentials end and what else they list; changes nothing there.
    ///
    /// What a directory says is stored as it comes, so that a run that ends halfway can be taken up again. A directory
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
        let opened = OpenedCredentials()
        let tally = SyncTally(of: plan.count, progress)
        try await withThrowingTaskGroup(of: [SyncOutcome].self) { tasks in
            var waiting = plan.groups.makeIterator()
            func start() {
                guard !Task.isCancelled, let group = waiting.next() else { return }
                tasks.addTask { try await self.read(group, opened, tally) }
            }
            for _ in 0..<max(1, query.concurrency) { start() }
            while let found = try await tasks.next() {
                outcomes += found
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

    /// Reads a group and stores what comes; what could not be read stands in the outcomes.
    ///
    /// - Throws: where nothing can be stored.
    private func read(
        _ group: SyncGroup, _ opened: OpenedCredentials, _ tally: SyncTally
    ) async throws -> [SyncOutcome] {
        var outcomes: [SyncOutcome] = []
        var rest = group.targets[...]
        let failure: VaultFailure
        do {
            var order = try group.order()
            order.opened = opened
            let signedIn = await signIn(order)
            let minted = try signedIn.result.get()
            try keep(minted, of: signedIn.used, order)
            let session = GraphSession(
                entra, at: group.reader.application.destination.graph, token: minted.token.value,
                correlationID: order.request.correlationID)
            let trace = SignInTrace(order.request, keyID: signedIn.used?.keyID)
            func take(_ answer: DirectoryAnswer, of targets: ArraySlice<SyncTarget>) throws {
                do { outcomes += try put(answer, of: targets, group) } catch { throw NotStored(cause: error) }
                rest = rest.dropFirst(targets.count)
                tally.add(targets.count)
            }
            switch group.subject {
            case .application:
                try await session.applications(group.targets.map(\.application.clientID)) { readings in
                    try take(DirectoryAnswer(trace, readings: readings), of: rest.prefix(readings.count))
                }
            case .relationships:
                let relationships = try await session.relationships(endedWithin: .days(30))
                try take(DirectoryAnswer(trace, relationships: relationships), of: rest)
            }
            return outcomes
        } catch let trouble as NotStored {
            throw trouble.cause
        } catch EntraError.graphDenied(let status, let code) where group.subject == .relationships {
            failure = .relationshipsDenied(status, code)
        } catch {
            failure = VaultFailure(any: error, tenant: group.reader.tenant.name.description)
        }
        tally.add(rest.count)
        return outcomes + (try refuse(failure, rest, group))
    }

    /// Stores what a directory said of some, in one change.
    private func put(
        _ answer: DirectoryAnswer, of targets: ArraySlice<SyncTarget>, _ group: SyncGroup
    ) throws -> [SyncOutcome] {
        try VaultFailure.translating {
            try store.write { edit in
                let now = surroundings.now()
                let outcomes = try targets.map { target in
                    switch group.subject {
                    case .application: try edit.keep(answer, of: target, at: now)
                    case .relationships: try edit.keepRelationships(answer, of: target, at: now)
                    }
                }
                // The log counts what was read, and calls it refused where that is nothing.
                let read = outcomes.count { $0.failure == nil }
                var entry = entry(read > 0 ? .synced : .refused, group, read > 0 ? read : targets.count)
                entry.correlationID = answer.trace.correlationID
                entry.keyID = answer.trace.keyID
                try edit.record(entry)
                return outcomes
            }
        }
    }

    /// Records that a directory could not be read.
    private func refuse(
        _ failure: VaultFailure, _ targets: ArraySlice<SyncTarget>, _ group: SyncGroup
    ) throws -> [SyncOutcome] {
        if failure.code != .interrupted, failure.code != .usage {
            try VaultFailure.translating { try store.write { try $0.record(entry(.refused, group, targets.count)) } }
        }
        let now = surroundings.now()
        return targets.map { $0.outcome(group.subject, at: now, failure: failure) }
    }

    private func entry(_ event: AuditEvent, _ group: SyncGroup, _ count: Int) -> AuditEntry {
        var entry = surroundings.entry(event, tenant: group.reader.tenant.name.description)
        entry.resource = group.reader.application.destination.graph.description
        entry.count = UInt32(clamping: count)
        return entry
    }
}

/// The vault could not be written: no matter of one directory.
private struct NotStored: Error {
    let cause: any Error
}

/// How many of a run are done.
private final class SyncTally: Sendable {
    private let total: Int
    private let progress: @Sendable (Int, Int) -> Void
    private let done = Mutex(0)

    init(of total: Int, _ progress: @escaping @Sendable (Int, Int) -> Void) {
        self.total = total
        self.progress = progress
    }

    func add(_ count: Int) {
        progress(
            done.withLock { done in
                done += count
                return done
            }, total)
    }
}

/// What one directory said.
private struct DirectoryAnswer: Sendable {
    let trace: SignInTrace
    let readings: [ClientID: GraphReading]
    let relationships: [Relationship]

    init(_ trace: SignInTrace, readings: [ClientID: GraphReading] = [:], relationships: [Relationship] = []) {
        self.trace = trace
        self.readings = readings
        self.relationships = relationships
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
        application.noteSearch(at: now, found: Set(application.orphans(in: listed).map(\.attempt)))
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
