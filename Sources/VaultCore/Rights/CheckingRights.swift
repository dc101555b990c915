internal import EntraClient
internal import FoundationEssentials
internal import VaultModel
internal import VaultPolicy
internal import VaultStore

extension DirectVault {
    /// Asks the directories whether each application can be rotated, and changes nothing there; one report an
    /// application, by the name of the tenant that it was added with.
    package func rights(
        _ selection: TenantSelection, concurrency: Int, progress: @escaping @Sendable (Int, Int) -> Void
    ) async throws -> [RightsReport] {
        let targets = try VaultFailure.translating {
            try store.read { snapshot in
                try snapshot.mustTakeChanges()
                return try snapshot.rightsTargets(selection)
            }
        }
        let desk = RightsDesk(self)
        var reports: [RightsReport] = []
        try await withThrowingTaskGroup(of: (RightsTarget, RightsReport, SignInTrace?).self) { tasks in
            var waiting = targets.makeIterator()
            func start() {
                guard !Task.isCancelled, let target = waiting.next() else { return }
                tasks.addTask {
                    let (report, trace) = await desk.report(on: target)
                    return (target, report, trace)
                }
            }
            for _ in 0..<max(1, concurrency) { start() }
            while let (target, report, trace) = try await tasks.next() {
                try record(report, of: target, trace)
                reports.append(report)
                progress(reports.count, targets.count)
                start()
            }
            while let target = waiting.next() {
                let nothing = RightsAssessment(
                    target.application, of: target.name, target.policy, target.advice, at: surroundings.now())
                reports.append(target.report(nothing, .interruptedRights))
            }
        }
        return reports.sorted { $0.tenant < $1.tenant }
    }

    /// The log says whose rights read what, as of `sync`.
    private func record(_ report: RightsReport, of target: RightsTarget, _ trace: SignInTrace?) throws {
        guard report.failure?.code != .interrupted else { return }
        let isRead = report.checks.contains { $0.kind == .registration && $0.state == .ok }
        var entry = surroundings.entry(isRead ? .synced : .refused, tenant: report.tenant)
        entry.resource = target.application.destination.graph.description
        entry.keyID = trace?.keyID
        entry.correlationID = trace?.correlationID
        try VaultFailure.translating { try store.write { try $0.record(entry) } }
    }
}

/// One application whose rights are in question.
struct RightsTarget: Sendable {
    let application: Application
    /// The tenant that it was added with.
    let principal: Tenant
    let policy: Policy
    let readerID: RecordID
    let advice: RightsAdvice
    fileprivate let id: RecordID

    var name: String { principal.name.description }

    /// A sign-in for Graph with the rights that a rotation would use.
    func order() throws -> SignInOrder {
        let target = SyncTarget(id: id, application: application, tenant: principal, tenantID: application.principal)
        return try SyncGroup(advice.reader, in: application.homeDirectory, [target], .application, SyncQuery()).order()
    }

    func report(_ assessment: RightsAssessment, _ failure: VaultFailure? = nil) -> RightsReport {
        RightsReport(
            tenant: name, directoryID: application.homeDirectory.description,
            clientID: application.clientID.description, rights: advice.isVia ? .via : .own,
            via: advice.isVia ? advice.reader.tenant.name.description : nil, checks: assessment.checks,
            failure: failure)
    }
}

extension VaultSnapshot {
    /// Each application once; whoever has nothing that a directory lists is left out unless it was named.
    fileprivate func rightsTargets(_ selection: TenantSelection) throws -> [RightsTarget] {
        let roster = try roster(selection)
        let book = try policyBook()
        var readers: [RecordID: Roster.Member] = [:]
        var targets: [RightsTarget] = []
        var seen: Set<RecordID> = []
        for member in roster.members where seen.insert(member.tenant.application).inserted {
            let application = member.application
            guard application.active != nil || !selection.names.isEmpty else { continue }
            let readerID = application.via ?? application.principal
            if readers[readerID] == nil {
                guard let tenant = try tenant(readerID) else { throw StoreError.damaged(.record) }
                readers[readerID] = Roster.Member(
                    id: readerID, tenant: tenant, application: try self.application(of: tenant))
            }
            guard let reader = readers[readerID] else { continue }
            let principal = roster.principal(of: member)
            targets.append(
                RightsTarget(
                    application: application, principal: principal, policy: book.policy(for: principal),
                    readerID: readerID,
                    advice: RightsAdvice(
                        application: application, reader: reader, isVia: application.via != nil),
                    id: member.tenant.application))
        }
        return targets
    }
}

extension VaultFailure {
    fileprivate static let interruptedRights = VaultFailure(.interrupted, "interrupted")
}
