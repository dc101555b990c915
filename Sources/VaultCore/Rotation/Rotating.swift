internal import EntraClient
internal import FoundationEssentials
internal import VaultModel
internal import VaultStore

extension DirectVault {
    /// Replaces credentials, or goes on with what is open; one outcome an application.
    ///
    /// Every application is marked in the vault before the first is worked on, so that a run which ends early can be
    /// resumed. `progress` is told each outcome as it comes, with how many are done of how many.
    package func rotate(
        _ selection: TenantSelection, _ query: RotationQuery,
        progress: @escaping @Sendable (RotationOutcome, Int, Int) -> Void
    ) async throws -> [RotationOutcome] {
        let plan = try rotationPlan(selection, query)
        var outcomes = plan.outcomes
        let total = outcomes.count + plan.targets.count
        for (index, outcome) in outcomes.enumerated() { progress(outcome, index + 1, total) }
        var failures = 0
        var waiting = plan.targets.makeIterator()
        await withTaskGroup(of: RotationOutcome.self) { tasks in
            func start() {
                guard !Task.isCancelled, query.stopAfter.map({ failures < $0 }) ?? true, let target = waiting.next()
                else { return }
                tasks.addTask {
                    var run = RotationRun(self, target, query)
                    return await run.run()
                }
            }
            for _ in 0..<max(1, query.concurrency) { start() }
            while let outcome = await tasks.next() {
                if outcome.step == .failed { failures += 1 }
                outcomes.append(outcome)
                progress(outcome, outcomes.count, total)
                start()
            }
        }
        let reason: VaultFailure = Task.isCancelled ? .rotationInterrupted : .rotationStopped(failures)
        while let target = waiting.next() {
            let outcome = RotationOutcome(tenant: target.tenant, step: .skipped, failure: reason)
            outcomes.append(outcome)
            progress(outcome, outcomes.count, total)
        }
        return outcomes.sorted { $0.tenant < $1.tenant }
    }

    private func rotationPlan(_ selection: TenantSelection, _ query: RotationQuery) throws -> RotationPlan {
        try VaultFailure.translating {
            let now = surroundings.now()
            let hasEnded = surroundings.processes.hasEnded
            if query.isDryRun {
                return try store.read { snapshot in
                    try snapshot.mustTakeChanges()
                    return try RotationPlan(selection, query, in: snapshot, at: now, hasEnded: hasEnded) { _, _ in }
                }
            }
            return try store.write { edit in
                try edit.mustTakeChanges()
                return try RotationPlan(selection, query, in: edit, at: now, hasEnded: hasEnded) { application, id in
                    try edit.update(application, at: id)
                    guard query.purpose == .acknowledge else { return }
                    let tenant = try edit.tenant(application.principal)?.name.description
                    try edit.record(surroundings.entry(.rotationAcknowledged, tenant: tenant))
                }
            }
        }
    }
}

extension VaultFailure {
    fileprivate static let rotationInterrupted = VaultFailure(
        .interrupted, "interrupted", hint: "go on with \"partner-vault rotate --resume\"")

    fileprivate static func rotationStopped(_ failures: Int) -> VaultFailure {
        VaultFailure(
            .someFailed, "not begun: \(failures) had failed before",
            hint: "go on with \"partner-vault rotate --resume\"")
    }
}
