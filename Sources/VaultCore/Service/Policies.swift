package import VaultModel
internal import VaultPolicy
internal import VaultStore

extension DirectVault {
    /// The rules that hold for the selected tenants' credentials; without a selection those of the vault, and of every tag
    /// and tenant that has its own.
    package func policies(_ selection: TenantSelection) async throws -> [PolicyReport] {
        try VaultFailure.translating {
            try store.read { snapshot in
                let book = try snapshot.policyBook()
                let roster = try snapshot.roster(selection.isEmpty ? .everything : selection, archived: .named)
                guard selection.isEmpty else {
                    return roster.members.map { book.report(of: $0.tenant, by: roster.principal(of: $0)) }
                }
                let own = roster.members.filter { !$0.tenant.policy.isEmpty }
                return [book.vaultReport] + book.tagReports
                    + own.map { book.report(of: $0.tenant, by: roster.principal(of: $0)) }
            }
        }
    }

    /// Sets one rule, or with nil takes it back, and records from what to what.
    ///
    /// - Throws: `usage` for limits that contradict each other, and for a tenant whose application is another's.
    package func set(_ key: PolicyKey, to value: PolicyValue?, for scope: PolicyScope) async throws -> PolicyReport {
        try VaultFailure.translating {
            try store.write { edit in
                try edit.mustTakeChanges()
                var settings = try edit.settings()
                var member: Roster.Member?
                let before: PolicyValue?
                switch scope {
                case .vault:
                    before = settings.policy[key]
                    settings.policy[key] = value
                case .tag(let tag):
                    before = settings.tagPolicies[tag]?[key]
                    settings.tagPolicies[tag, default: PolicyOverrides()][key] = value
                    if settings.tagPolicies[tag]?.isEmpty == true { settings.tagPolicies[tag] = nil }
                case .tenant(let name):
                    member = try edit.principalMember(name)
                    before = member?.tenant.policy[key]
                }
                guard settings.tagPolicies.count <= Self.mostTags else {
                    throw VaultFailure(.usage, "there are rules for \(Self.mostTags) tags already")
                }
                let book = PolicyBook(vault: settings.policy, tags: settings.tagPolicies)
                if var tenant = member?.tenant {
                    tenant.policy[key] = value
                    try book.policy(for: tenant).mustStandTogether()
                    if let id = member?.id { try edit.update(tenant, at: id) }
                } else {
                    if case .tag(let tag) = scope { try book.policy(tags: [tag]).mustStandTogether() }
                    try book.policy().mustStandTogether()
                    try edit.set(settings)
                }
                if before != value {
                    var entry = surroundings.entry(.policyChanged, tenant: member?.tenant.name.description)
                    let (old, new) = (before.map(key.format) ?? "default", value.map(key.format) ?? "default")
                    entry.resource = "\(key.rawValue)\(scope.words) from \(old) to \(new)"
                    try edit.record(entry)
                }
                switch scope {
                case .vault: return book.vaultReport
                case .tag(let tag): return PolicyReport(scope: scope, rules: book.rules(of: tag))
                case .tenant(let name): return try edit.principalMember(name).tenant.report(by: book)
                }
            }
        }
    }

    private static let mostTags = 1000
}

extension VaultSnapshot {
    fileprivate func principalMember(_ name: String) throws -> Roster.Member {
        let member = try single(name)
        guard member.application.principal == member.id else {
            let owner = try tenant(member.application.principal)?.name.description ?? ""
            throw VaultFailure(
                .usage, "\"\(member.tenant.name)\" uses the application of \"\(owner)\", whose rules hold for it",
                hint: "set it there, with --tenant \(shellQuoted(owner))")
        }
        return member
    }
}

extension Tenant {
    fileprivate func report(by book: PolicyBook) -> PolicyReport { book.report(of: self, by: self) }
}

extension PolicyScope {
    fileprivate var words: String {
        switch self {
        case .vault, .tenant: ""
        case .tag(let tag): " of tag \(tag)"
        }
    }
}

extension PolicyBook {
    fileprivate var vaultReport: PolicyReport {
        PolicyReport(
            scope: .vault, rules: PolicyKey.allCases.map { rule($0, tags: [], tenant: PolicyOverrides(), named: "") })
    }

    fileprivate var tagReports: [PolicyReport] {
        tags.keys.sorted().map { PolicyReport(scope: .tag($0), rules: rules(of: $0)) }
    }

    fileprivate func rules(of tag: Tag) -> [PolicyRuleReport] {
        PolicyKey.allCases.compactMap { key in
            tags[tag]?[key].map { PolicyRuleReport(key: key, value: key.format($0), source: "tag \(tag)", over: []) }
        }
    }

    fileprivate func report(of tenant: Tenant, by principal: Tenant) -> PolicyReport {
        PolicyReport(
            scope: .tenant(tenant.name.description),
            rules: PolicyKey.allCases.map {
                rule($0, tags: principal.tags, tenant: principal.policy, named: principal.name.description)
            })
    }

    private func rule(
        _ key: PolicyKey, tags tenantTags: [Tag], tenant: PolicyOverrides, named name: String
    ) -> PolicyRuleReport {
        let winner = rule(key, tags: tenantTags, tenant: tenant)
        var all: [(PolicyValue, PolicySource)] = []
        if let value = tenant[key] { all.append((value, .tenant)) }
        for tag in tenantTags.sorted() { if let value = tags[tag]?[key] { all.append((value, .tag(tag))) } }
        if let value = vault[key] { all.append((value, .vault)) }
        if winner.source != .builtIn { all.append((Policy()[key], .builtIn)) }
        let losers = all.filter { $0.1 != winner.source }
        return PolicyRuleReport(
            key: key, value: key.format(winner.value), source: winner.source.words(name),
            over: losers.map { PolicyRuleReport.Loser(value: key.format($0.0), source: $0.1.words(name)) })
    }
}

extension PolicySource {
    fileprivate func words(_ tenant: String) -> String {
        switch self {
        case .builtIn: "built-in"
        case .vault: "vault"
        case .tag(let tag): "tag \(tag)"
        case .tenant: "tenant \(tenant)"
        }
    }
}

extension Policy {
    /// - Throws: `usage` that names the two limits.
    fileprivate func mustStandTogether() throws {
        switch contradiction {
        case nil: return
        case .criticalBeforeDue:
            throw VaultFailure(
                .usage, "a credential would be critical before its rotation is due",
                hint: "critical must not be longer than rotate-before, which is "
                    + PolicyKey.rotateBefore.format(self[.rotateBefore]))
        case .alwaysDue:
            throw VaultFailure(
                .usage, "a credential would be due for rotation on its first day",
                hint: "rotate-before must be shorter than maximum-lifetime, which is "
                    + PolicyKey.maximumLifetime.format(self[.maximumLifetime]))
        }
    }
}
