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
    /// Names of other tenants that members refer to: an application's principal, a `via`.
    var names: [RecordID: TenantName]
}

extension VaultSnapshot {
    /// Looks up names one by one; reads the whole vault only for what has no index.
    ///
    /// - Throws: `notFound` for a name that matches nothing.
    func roster(_ selection: TenantSelection) throws -> Roster {
        var found: [RecordID: Roster.Member] = [:]
        var unnamed: [String] = []
        for text in selection.names {
            if let name = TenantName(text), let (id, tenant) = try tenant(named: name) {
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
            let others = try contents.members(selection, unnamed).filter { found[$0.id] == nil }
            return try roster(Array(found.values) + others, contents)
        }
        return try roster(Array(found.values), nil)
    }

    private func roster(_ members: [Roster.Member], _ contents: VaultContents?) throws -> Roster {
        var names: [RecordID: TenantName] = [:]
        func note(_ id: RecordID) throws {
            if names[id] == nil { names[id] = try (contents?.tenants[id] ?? tenant(id))?.name }
        }
        for member in members {
            if member.application.principal != member.id { try note(member.application.principal) }
            if let via = member.application.via { try note(via) }
        }
        // Members are large: their names' canonical forms are sorted, each made once, and then members are put in place.
        let order = members.indices.map { (key: members[$0].tenant.name.normalized, id: members[$0].id, place: $0) }
            .sorted { $0.key == $1.key ? $0.id < $1.id : $0.key < $1.key }
        return Roster(members: order.map { members[$0.place] }, names: names)
    }
}

extension VaultContents {
    fileprivate func members(_ selection: TenantSelection, _ unnamed: [String]) throws -> [Roster.Member] {
        var found: [Roster.Member] = []
        if selection.all { found.reserveCapacity(tenants.count) }
        let wanted = Set(selection.tags)
        let glob = selection.glob.map { GlobPattern($0) }
        var unmatched = Set(unnamed)
        let identifiers = unnamed.map { (text: $0, client: ClientID($0), directory: DirectoryID($0)) }
        for (id, tenant) in tenants {
            guard let application = applications[tenant.application] else { throw StoreError.damaged(.record) }
            var isSelected = selection.all || !wanted.isDisjoint(with: tenant.tags)
            if !isSelected, let glob { isSelected = glob.matches(tenant.name.normalized) }
            for wanted in identifiers
            where wanted.client == application.clientID || wanted.directory == tenant.directoryID {
                isSelected = true
                unmatched.remove(wanted.text)
            }
            if isSelected { found.append(Roster.Member(id: id, tenant: tenant, application: application)) }
        }
        if let text = unmatched.sorted().first { throw VaultFailure.noTenant(text) }
        return found
    }
}

extension VaultSnapshot {
    /// The one tenant that a word names.
    ///
    /// - Throws: `notFound`, or `severalMatch` for a directory or client that several tenants share.
    func single(_ name: String) throws -> Roster.Member {
        let members = try roster(TenantSelection(names: [name])).members
        guard let member = members.first else { throw VaultFailure.noTenant(name) }
        guard members.count == 1 else {
            throw VaultFailure(
                .severalMatch, "\(members.count) tenants match \"\(name)\"",
                hint: "name one of them; \"partner-vault show \(shellQuoted(name))\" lists them")
        }
        return member
    }
}

extension VaultFailure {
    static func noTenant(_ name: String) -> VaultFailure {
        VaultFailure(.notFound, "there is no tenant \"\(name)\"", hint: "see what there is with \"partner-vault list\"")
    }
}
