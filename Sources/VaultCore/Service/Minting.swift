internal import EntraClient
internal import FoundationEssentials
package import VaultModel
internal import VaultStore

extension DirectVault {
    package func tokens(
        for selection: TenantSelection, _ query: TokenQuery, progress: @escaping @Sendable (Int, Int) -> Void
    ) async throws -> [TokenOutcome] {
        let started = surroundings.now()
        let (members, cached) = try VaultFailure.translating {
            try store.read { snapshot in
                let members = try snapshot.roster(selection).members.map { MintPlan($0, query) }
                return (members, try snapshot.cached(members, query, at: started))
            }
        }
        let minted = await mintAll(members.filter { cached[$0.cacheKey] == nil }, query.concurrency, progress)
        let outcomes = members.map { plan in
            plan.outcome(cached[plan.cacheKey] ?? minted[plan.cacheKey]?.result ?? .failure(.interruptedMint))
        }
        // In the vault's log before any of them is let go.
        try VaultFailure.translating {
            try store.write { edit in
                for (key, mint) in minted { try edit.keep(mint, key) }
                for plan in members {
                    try edit.record(
                        plan.entry(cached[plan.cacheKey] != nil, minted[plan.cacheKey], surroundings))
                }
            }
        }
        return outcomes
    }

    package func probe(
        _ selection: TenantSelection, resource: Resource?, progress: @escaping @Sendable (Int, Int) -> Void
    ) async throws -> [ProbeOutcome] {
        let query = TokenQuery(resource: resource, forceNew: true)
        let plans = try VaultFailure.translating {
            try store.read { try $0.roster(selection).members.map { MintPlan($0, query) } }
        }
        let minted = await mintAll(plans, query.concurrency, progress)
        let now = surroundings.now()
        return try VaultFailure.translating {
            try store.write { edit in
                try plans.map { plan in
                    let failure = minted[plan.cacheKey]?.result.failure
                    guard var tenant = try edit.tenant(plan.member.id) else { throw StoreError.noSuchRecord }
                    tenant.lastProbe = Probe(at: now, ok: failure == nil, aadsts: failure?.aadsts)
                    try edit.update(tenant, at: plan.member.id)
                    var entry = surroundings.entry(.probed, tenant: tenant.name.description)
                    entry.resource = plan.resourceText
                    entry.correlationID = minted[plan.cacheKey]?.correlationID
                    try edit.record(entry)
                    return ProbeOutcome(
                        tenant: tenant.name.description, directoryID: tenant.directoryID.description,
                        clientID: plan.member.application.clientID.description, resource: plan.resourceText,
                        at: now, failure: failure)
                }
            }
        }
    }

    /// Mints each distinct request once, at most `concurrency` at a time.
    private func mintAll(
        _ plans: [MintPlan], _ concurrency: Int, _ progress: @escaping @Sendable (Int, Int) -> Void
    ) async -> [[UInt8]: Mint] {
        var waiting = Dictionary(plans.map { ($0.cacheKey, $0) }) { first, _ in first }.values.makeIterator()
        let count = Set(plans.map(\.cacheKey)).count
        return await withTaskGroup(of: ([UInt8], Mint).self) { group in
            var minted: [[UInt8]: Mint] = [:]
            for _ in 0..<max(1, concurrency) {
                guard let plan = waiting.next() else { break }
                group.addTask { (plan.cacheKey, await self.mint(plan)) }
            }
            while let (key, mint) = await group.next() {
                minted[key] = mint
                progress(minted.count, count)
                if let plan = waiting.next() { group.addTask { (plan.cacheKey, await self.mint(plan)) } }
            }
            return minted
        }
    }

    /// Signs in with the active secret, and with the retiring one where the directory does not know the active yet.
    private func mint(_ plan: MintPlan) async -> Mint {
        let tenant = plan.member.tenant.name.description
        let request: TokenRequest
        do {
            request = try plan.request()
        } catch {
            return Mint(result: .failure(VaultFailure(any: error, tenant: tenant)))
        }
        var result: Result<AccessToken, any Error> = .failure(VaultFailure.noCredential(tenant))
        var used: Credential?
        for credential in plan.member.application.signInCredentials {
            used = credential
            result = await mint(request, with: credential, of: plan.member.application)
            guard case .failure(EntraError.refused(let refusal)) = result, refusal.code == 7_000_215 else { break }
        }
        return Mint(result, request, used, tenant, at: surroundings.now())
    }

    private func mint(
        _ request: TokenRequest, with credential: Credential, of application: Application
    ) async -> Result<AccessToken, any Error> {
        do {
            let stored = try store.secret(of: credential)
            // The secret's own word on where it may go; the application's is only a copy.
            guard stored.destination.authority == request.destination.authority,
                stored.directoryID == application.homeDirectory
            else { throw StoreError.damaged(.record) }
            return .success(try await entra.mint(request, secret: stored.material))
        } catch {
            return .failure(error)
        }
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
