internal import FoundationEssentials
internal import VaultModel
internal import VaultStore

extension DirectVault {
    package func offboardable(_ selection: TenantSelection) async throws -> [TenantReport] {
        try VaultFailure.translating {
            let (roster, book) = try store.read {
                try $0.mustTakeChanges()
                return (try $0.roster(selection, archived: .named), try $0.policyBook())
            }
            return roster.reports(book, at: surroundings.now())
        }
    }

    /// Takes leave of tenants, those first whose application or rights are another's.
    ///
    /// Each step is idempotent and stored as it is done, so that a run which ends early can be run again.
    package func offboard(
        _ selection: TenantSelection, _ query: OffboardQuery, progress: @escaping @Sendable (Int, Int) -> Void
    ) async throws -> [OffboardOutcome] {
        let members = try VaultFailure.translating {
            try store.read { snapshot in
                try snapshot.mustTakeChanges()
                return try snapshot.roster(selection, archived: .named).members
            }
        }
        let consents = ConsentDesk(self, ConsentQuery(.revoke))
        let leaving = Set(members.filter { $0.tenant.archived == nil }.map(\.id))
        var outcomes: [OffboardOutcome] = []
        for wave in Self.waves(members) {
            await withTaskGroup(of: OffboardOutcome.self) { tasks in
                var waiting = wave.makeIterator()
                func start() {
                    guard !Task.isCancelled, let member = waiting.next() else { return }
                    tasks.addTask {
                        var run = OffboardRun(self, member, query, consents, with: leaving)
                        return await run.run()
                    }
                }
                for _ in 0..<max(1, query.concurrency) { start() }
                while let outcome = await tasks.next() {
                    outcomes.append(outcome)
                    progress(outcomes.count, members.count)
                    start()
                }
                while let member = waiting.next() {
                    var outcome = OffboardOutcome(
                        tenant: member.tenant.name.description, isDryRun: query.isDryRun)
                    outcome.failure = .interruptedOffboarding
                    outcomes.append(outcome)
                }
            }
        }
        return outcomes.sorted { $0.tenant < $1.tenant }
    }

    /// Customers first; then applications, before the tenants whose rights manage them.
    private static func waves(_ members: [Roster.Member]) -> [[Roster.Member]] {
        var waves = [members.filter { $0.application.principal != $0.id }]
        var rest = members.filter { $0.application.principal == $0.id }
        while !rest.isEmpty {
            let needed = Set(rest.filter { $0.application.via != $0.id }.compactMap(\.application.via))
            let free = rest.filter { !needed.contains($0.id) }
            // Where two manage each other, neither comes first.
            let wave = free.isEmpty ? rest : free
            waves.append(wave)
            let done = Set(wave.map(\.id))
            rest.removeAll { done.contains($0.id) }
        }
        return waves
    }
}

extension VaultFailure {
    fileprivate static let interruptedOffboarding = VaultFailure(.interrupted, "interrupted")
}
