internal import VaultModel
internal import VaultStore

/// Tenants that a selection matched, with their applications, at one generation.
struct Roster {
    struct Member {
        let id: RecordID
        let tenant: Tenant
        let application: Application
    }

    /// By name.
    var members: [Member]
    /// Other tenants that members refer to: an application's principal, a `via`.
    var referred: [RecordID: Tenant]

    /// The tenant that a member's application was added with; nil where that is the member itself.
    func owner(of member: Member) -> TenantName? {
        member.application.principal == member.id ? nil : referred[member.application.principal]?.name
    }

    /// The tenant whose tags and rules hold for the application's credentials: the one that it was added with.
    func principal(of member: Member) -> Tenant {
        member.application.principal == member.id
            ? member.tenant : referred[member.application.principal] ?? member.tenant
    }
}

/// What a selection means for tenants that are archived.
enum ArchivedTenants {
    /// Not one of them; whoever names one is told.
    case refused
    /// Those that are named, by an ID only where no other has it.
    case named
    /// Those alone.
    case only
    /// All that match.
    case included
}

extension VaultSnapshot {
    /// Looks up names one by one; reads the whole vault only for what has no index.
    ///
    /// - Throws: `notFound` for a name that matches nothing; `noCredential` for an archived tenant that is `refused`.
    func roster(_ selection: TenantSelection, archived: ArchivedTenants = .refused) throws -> Roster {
        let roster = try matching(selection, archived)
        guard archived == .refused, let old = roster.members.first(where: { $0.tenant.archived != nil }) else {
            return roster
        }
        throw VaultFailure.archived(old.tenant)
    }

    private func matching(_ selection: TenantSelection, _ archived: ArchivedTenants) throws -> Roster {
        var found: [RecordID: Roster.Member] = [:]
        var unnamed: [String] = []
        for text in selection.names {
            if let name = TenantName(text), let (id, tenant) = try tenant(named: name),
                archived != .only || tenant.archived != nil
            {
                found[id] = Roster.Member(id: id, tenant: tenant, application: try application(of: tenant))
            } else {
                unnamed.append(text)
            }
        }
        let needsAll =
            selection.all || selection.glob != nil || !selection.tags.isEmpty
            || unnamed.contains { ClientID($0) != nil }
        guard needsAll || unnamed.isEmpty else { throw VaultFailure.noTenant(unnamed[0]) }
        if needsAll {
            let contents = try everything()
            let members = try contents.members(selection, unnamed, archived, besides: found)
            return Roster(members: members, referred: try referred(by: members, contents))
        }
        let members = found.values.sorted { $0.tenant.name.normalized < $1.tenant.name.normalized }
        return Roster(members: members, referred: try referred(by: members, nil))
    }

    private func referred(
        by members: [Roster.Member], _ contents: VaultContents?
    ) throws -> [RecordID: Tenant] {
        var referred: [RecordID: Tenant] = [:]
        func note(_ id: RecordID) throws {
            if referred[id] == nil { referred[id] = try contents?.tenant(id) ?? tenant(id) }
        }
        for member in members {
            if member.application.principal != member.id { try note(member.application.principal) }
            if let via = member.application.via { try note(via) }
        }
        return referred
    }
}

extension VaultContents {
    /// What the selection matches and what was found already, by name.
    fileprivate func members(
        _ selection: TenantSelection, _ unnamed: [String], _ archived: ArchivedTenants,
        besides found: [RecordID: Roster.Member]
    ) throws -> [Roster.Member] {
        // Members are large: places are sorted, by names in their canonical form, and members are made in that order.
        var selected: [(name: String, place: Int)] = []
        if selection.all { selected.reserveCapacity(tenants.count) }
        let wanted = Set(selection.tags)
        let glob = selection.glob.map { GlobPattern($0) }
        var unmatched = Set(unnamed)
        let identifiers = unnamed.map { (text: $0, client: ClientID($0), directory: DirectoryID($0)) }
        // Archived ones that an ID names: they count where no other has it.
        var old: [(text: String, place: Int)] = []
        for (place, (id, tenant)) in tenants.enumerated() {
            let counts = archived.counts(tenant)
            var isSelected =
                found[id] != nil || (counts && (selection.all || !wanted.isDisjoint(with: tenant.tags)))
            if !isSelected, counts, let glob { isSelected = glob.matches(tenant.name.normalized) }
            for wanted in identifiers
            where wanted.directory == tenant.directoryID
                || (wanted.client != nil && wanted.client == application(tenant.application)?.clientID)
            {
                guard counts else {
                    old.append((wanted.text, place))
                    continue
                }
                isSelected = true
                unmatched.remove(wanted.text)
            }
            if isSelected { selected.append((tenant.name.normalized, place)) }
        }
        if archived != .only {
            for place in Set(old.filter { unmatched.contains($0.text) }.map(\.place))
            where found[tenants[place].id] == nil {
                selected.append((tenants[place].tenant.name.normalized, place))
            }
            unmatched.subtract(old.map(\.text))
        }
        if let text = unmatched.sorted().first { throw VaultFailure.noTenant(text) }
        selected.sort { $0.name < $1.name }
        return try selected.map { _, place in
            let (id, tenant) = tenants[place]
            guard let application = application(tenant.application) else { throw StoreError.damaged(.record) }
            return Roster.Member(id: id, tenant: tenant, application: application)
        }
    }
}

extension VaultSnapshot {
    /// The one tenant that a word names.
    ///
    /// - Throws: `notFound`, or `severalMatch` for a directory or client that several tenants share.
    func single(_ name: String, archived: ArchivedTenants = .refused) throws -> Roster.Member {
        let members = try roster(TenantSelection(names: [name]), archived: archived).members
        guard let member = members.first else { throw VaultFailure.noTenant(name) }
        guard members.count == 1 else {
            throw VaultFailure(
                .severalMatch, "\(members.count) tenants match \"\(name)\"",
                hint: "name one of them; \"partner-vault show \(shellQuoted(name))\" lists them")
        }
        return member
    }
}

extension ArchivedTenants {
    /// Whether a tag, a pattern or "all" means the tenant.
    fileprivate func counts(_ tenant: Tenant) -> Bool {
        switch self {
        case .refused, .named: tenant.archived == nil
        case .only: tenant.archived != nil
        case .included: true
        }
    }
}

extension VaultFailure {
    static func archived(_ tenant: Tenant) -> VaultFailure {
        let since = tenant.archived.map { " since \(InstantText.format($0).prefix(10))" } ?? ""
        return VaultFailure(
            .noCredential, "\"\(tenant.name)\" is archived\(since), and has nothing to sign in with",
            hint: "see it with \"partner-vault show \(shellQuoted(tenant.name.description))\"; to use its application "
                + "again, add it under another name")
    }

    static func noTenant(_ name: String) -> VaultFailure {
        VaultFailure(.notFound, "there is no tenant \"\(name)\"", hint: "see what there is with \"partner-vault list\"")
    }
}
