internal import VaultModel
internal import VaultStore

/// What of some tenants can leave the vault: each application with its active client secret.
///
/// Nothing goes that was not named. So a tenant that uses another's application goes with that tenant or not at all,
/// and a `via` that is not named is left out.
struct ExportPlan: Sendable {
    struct Item: Sendable {
        let member: Roster.Member
        /// Nil for a tenant that uses the application of `app`.
        let credential: Credential?
        let app: TenantName?
        let via: RecordID?
        let viaName: TenantName?

        var name: String { member.tenant.name.description }
    }

    /// By name.
    private(set) var items: [Item] = []
    private(set) var report = ExportReport()

    /// - Throws: `usage` where an application's own tenant is not among those chosen.
    init(_ roster: Roster) throws {
        let chosen = Dictionary(uniqueKeysWithValues: roster.members.map { ($0.id, $0) })
        let missing = roster.members.filter { chosen[$0.application.principal] == nil }
        if let first = missing.first, let owner = roster.referred[first.application.principal]?.name {
            throw VaultFailure(
                .usage, "\"\(first.tenant.name)\" uses the application of \"\(owner)\", which is not chosen",
                hint: "name \(shellQuoted(owner.description)) too, or leave such tenants out")
        }
        func credential(_ member: Roster.Member) -> Credential? {
            member.application.credentials.first { $0.kind == .clientSecret && $0.state == .active }
        }
        let leaving = Set(roster.members.filter { credential($0) != nil }.map(\.id))
        for member in roster.members {
            guard leaving.contains(member.id), let active = credential(member) else {
                report.skipped.append(member.tenant.name.description)
                continue
            }
            let application = member.application
            let isPrincipal = application.principal == member.id
            let via = isPrincipal ? application.via.flatMap { leaving.contains($0) ? $0 : nil } : nil
            items.append(
                Item(
                    member: member, credential: isPrincipal ? active : nil,
                    app: isPrincipal ? nil : chosen[application.principal]?.tenant.name, via: via,
                    viaName: via.flatMap { chosen[$0]?.tenant.name }))
            note(member, active, isPrincipal: isPrincipal, losesVia: isPrincipal && application.via != via)
        }
    }

    private mutating func note(
        _ member: Roster.Member, _ active: Credential, isPrincipal: Bool, losesVia: Bool
    ) {
        let name = member.tenant.name.description
        report.tenants.append(name)
        if losesVia { report.withoutVia.append(name) }
        if isPrincipal { report.otherCredentials += member.application.credentials.count - 1 }
        if member.tenant.signIn == .user || (isPrincipal && active.expiry == .never) { report.unsaid.append(name) }
    }
}

extension VaultEdit {
    /// Marks what leaves as exposed, and records each tenant; durable before anything does.
    func expose(_ plan: ExportPlan, _ surroundings: Surroundings) throws {
        for item in plan.items {
            if let credential = item.credential, !credential.exposed {
                var application = item.member.application
                for index in application.credentials.indices where application.credentials[index].id == credential.id {
                    application.credentials[index].exposed = true
                }
                try update(application, at: item.member.tenant.application)
            }
            var entry = surroundings.entry(.exported, tenant: item.name)
            entry.keyID = item.credential?.keyID
            try record(entry)
        }
    }
}

extension VaultSnapshot {
    /// The secret of what was planned, unless somebody changed it since.
    func secret(of item: ExportPlan.Item, _ credential: Credential) throws -> StoredSecret {
        let present = try application(item.member.tenant.application)
        guard present?.credentials.contains(where: { $0.id == credential.id && $0.state == .active }) == true else {
            throw VaultFailure.changedMeanwhile(item.name)
        }
        return try secret(of: credential)
    }
}
