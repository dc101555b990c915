internal import EntraClient
internal import FoundationEssentials
package import VaultModel
internal import VaultStore

extension DirectVault {
    package func tokens(
        for selection: TenantSelection, _ query: TokenQuery, progress: @escaping @Sendable (Int, Int) -> Void
    ) async throws -> [TokenOutcome] {
        let started = surroundings.now()
        let (plans, cached) = try VaultFailure.translating {
            try store.read { snapshot in
                let plans = try snapshot.roster(selection).plans(query)
                return (plans, try snapshot.cached(plans, query, at: started))
            }
        }
        let minted = await mintAll(plans.filter { cached[$0.cacheKey] == nil }, query.concurrency, progress)
        let outcomes = plans.map { plan in
            plan.outcome(cached[plan.cacheKey] ?? minted[plan.cacheKey]?.result ?? .failure(.interruptedMint))
        }
        // What nobody was asked for because it makes no sense is not worth a line in the log.
        let told = zip(plans, outcomes).filter { $1.result.failure?.code != .usage }
        guard !told.isEmpty else { return outcomes }
        // In the vault's log before any of them is let go.
        try VaultFailure.translating {
            try store.write { edit in
                for plan in plans {
                    if let mint = minted[plan.cacheKey] { try edit.keep(mint, of: plan) }
                }
                for renewal in minted.values.compactMap(\.renewal).newest {
                    try edit.keep(renewal, at: surroundings.now())
                }
                for (plan, outcome) in told {
                    try edit.record(plan.entry(outcome.result, minted[plan.cacheKey], surroundings))
                }
            }
        }
        return outcomes
    }

    package func probe(
        _ selection: TenantSelection, resource: Resource?, progress: @escaping @Sendable (Int, Int) -> Void
    ) async throws -> [ProbeOutcome] {
        let query = TokenQuery(resource: resource, forceNew: true)
        let started = surroundings.now()
        let (plans, throttled) = try VaultFailure.translating {
            try store.read { snapshot in
                let plans = try snapshot.roster(selection).plans(query)
                return (plans, try snapshot.cached(plans, query, at: started))
            }
        }
        let minted = await mintAll(plans.filter { throttled[$0.cacheKey] == nil }, query.concurrency, progress)
        let now = surroundings.now()
        return try VaultFailure.translating {
            try store.write { edit in
                for renewal in minted.values.compactMap(\.renewal).newest {
                    try edit.keep(renewal, at: surroundings.now())
                }
                return try plans.map { plan in
                    let mint = minted[plan.cacheKey]
                    let result = throttled[plan.cacheKey] ?? mint?.result ?? .failure(.interruptedMint)
                    let outcome = plan.probed(result.failure, at: now)
                    // One that was removed meanwhile has nothing left to remember it in.
                    if var tenant = try edit.tenant(plan.member.id) {
                        tenant.lastProbe = Probe(
                            at: now, ok: outcome.failure == nil, aadsts: outcome.failure?.aadsts)
                        try edit.update(tenant, at: plan.member.id)
                    }
                    if let mint { try edit.keepThrottling(mint, of: plan) }
                    var entry = surroundings.entry(
                        outcome.failure == nil ? .probed : .refused, tenant: outcome.tenant)
                    entry.resource = plan.resourceText
                    entry.keyID = mint?.keyID
                    entry.correlationID = mint?.correlationID
                    try edit.record(entry)
                    return outcome
                }
            }
        }
    }

    /// Mints each distinct request once, at most `concurrency` at a time.
    private func mintAll(
        _ plans: [MintPlan], _ concurrency: Int, _ progress: @escaping @Sendable (Int, Int) -> Void
    ) async -> [[UInt8]: Mint] {
        var queue = MintQueue(plans)
        let opened = OpenedCredentials()
        return await withTaskGroup(of: (MintPlan, Mint).self) { group in
            for _ in 0..<max(1, concurrency) {
                guard let plan = queue.next() else { break }
                group.addTask { (plan, await self.mint(plan, opened)) }
            }
            while let (plan, mint) = await group.next() {
                queue.finish(plan, with: mint)
                if let plan = queue.next() { group.addTask { (plan, await self.mint(plan, opened)) } }
                progress(queue.minted.count, queue.count)
            }
            return queue.minted
        }
    }

    private func mint(_ plan: MintPlan, _ opened: OpenedCredentials) async -> Mint {
        var order: SignInOrder
        do {
            order = try plan.order()
            order.opened = opened
        } catch {
            return Mint(result: .failure(VaultFailure(any: error, tenant: plan.member.tenant.name.description)))
        }
        return Mint(await signIn(order), order, at: surroundings.now())
    }
}

extension Roster {
    fileprivate func plans(_ query: TokenQuery) -> [MintPlan] {
        members.map { MintPlan($0, query, owner: owner(of: $0)) }
    }
}

/// Which requests still have to be sent: each distinct one once, and none to a directory that has just asked for
/// patience.
private struct MintQueue {
    let count: Int
    private(set) var minted: [[UInt8]: Mint] = [:]
    private var waiting: IndexingIterator<[MintPlan]>
    private var throttled: [[UInt8]: VaultFailure] = [:]
    /// Which request brought the newest refresh token of each credential: the others' are let go at once.
    private var renewed: [RecordID: [UInt8]] = [:]

    init(_ plans: [MintPlan]) {
        var seen: Set<[UInt8]> = []
        let distinct = plans.filter { seen.insert($0.cacheKey).inserted }
        count = distinct.count
        waiting = distinct.makeIterator()
    }

    mutating func next() -> MintPlan? {
        while let plan = waiting.next() {
            guard let failure = throttled[plan.throttleKey] else { return plan }
            minted[plan.cacheKey] = Mint(result: .failure(failure))
        }
        return nil
    }

    mutating func finish(_ plan: MintPlan, with mint: Mint) {
        minted[plan.cacheKey] = mint
        if let renewal = mint.renewal, let older = renewed.updateValue(plan.cacheKey, forKey: renewal.credential) {
            if let known = minted[older]?.renewal, known.received > renewal.received {
                renewed[renewal.credential] = older
                minted[plan.cacheKey]?.renewal = nil
            } else if older != plan.cacheKey {
                minted[older]?.renewal = nil
            }
        }
        if mint.throttledUntil != nil { throttled[plan.throttleKey] = mint.result.failure }
    }
}

extension Result {
    fileprivate var failure: Failure? {
        switch self {
        case .success: nil
        case .failure(let failure): failure
        }
    }
}

extension VaultFailure {
    fileprivate static let interruptedMint = VaultFailure(.interrupted, "interrupted")
}
