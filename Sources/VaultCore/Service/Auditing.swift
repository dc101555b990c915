package import FoundationEssentials
internal import VaultModel
internal import VaultStore

extension DirectVault {
    package func audit(_ selection: TenantSelection, since: Date?, until: Date?) async throws -> [AuditReport] {
        try await audit(selection, AuditFilter(), since: since, until: until)
    }

    /// The same for events of some kinds only.
    package func audit(
        _ selection: TenantSelection, _ filter: AuditFilter, since: Date?, until: Date?
    ) async throws -> [AuditReport] {
        try VaultFailure.translating {
            let (entries, names) = try store.read { snapshot in
                let entries = try snapshot.auditEntries()
                return (entries, try snapshot.namesForAudit(selection, among: entries))
            }
            // A log repeats few names many times, and to make one comparable takes longer than to look it up.
            var isNamed: [String: Bool] = [:]
            return entries.filter { entry in
                if let since, entry.at < since { return false }
                if let until, entry.at > until { return false }
                guard filter.admits(entry.event) else { return false }
                guard let names else { return true }
                guard let tenant = entry.tenant else { return false }
                if let known = isNamed[tenant] { return known }
                let found = TenantName(tenant).map { names.contains($0.normalized) } ?? false
                isNamed[tenant] = found
                return found
            }.map { AuditReport($0) }
        }
    }
}

extension VaultSnapshot {
    /// Names to look for in the log; nil for all of it.
    ///
    /// A tenant that was removed or renamed is no longer in the vault under that name, but its past is in the log: it
    /// is found by the names that it had, in full or by a pattern.
    fileprivate func namesForAudit(_ selection: TenantSelection, among entries: [AuditEntry]) throws -> Set<String>? {
        guard !selection.isEmpty else { return nil }
        let logged = Set(Set(entries.compactMap(\.tenant)).compactMap { TenantName($0)?.normalized })
        var names: Set<String> = []
        var present = selection
        present.names = try selection.names.filter { text in
            guard let name = TenantName(text), logged.contains(name.normalized), try tenant(named: name) == nil else {
                return true
            }
            names.insert(name.normalized)
            return false
        }
        if let glob = selection.glob.map({ GlobPattern($0) }) { names.formUnion(logged.filter(glob.matches)) }
        if !present.isEmpty {
            names.formUnion(try roster(present, archived: .included).members.map(\.tenant.name.normalized))
        }
        return selection.all ? nil : names
    }
}

/// Which kinds of events are wanted.
package struct AuditFilter: Sendable {
    /// Empty for all.
    private let events: Set<AuditEvent>

    package init() {
        events = []
    }

    /// - Throws: `usage`, with all words that there are, for one that `audit` never prints.
    package init(_ words: [String]) throws {
        events = Set(
            try words.map { word in
                guard let event = AuditEvent.allCases.first(where: { $0.word == word }) else {
                    throw VaultFailure(
                        .usage, "--event is none that is recorded",
                        hint: "use \(AuditEvent.allCases.map(\.word).joined(separator: ", "))")
                }
                return event
            })
    }

    func admits(_ event: AuditEvent) -> Bool { events.isEmpty || events.contains(event) }
}

extension AuditReport {
    fileprivate init(_ entry: AuditEntry) {
        self.init(
            at: entry.at, event: entry.event.word, tenant: entry.tenant, resource: entry.resource,
            keyID: entry.keyID?.description, user: entry.user, pid: Int(entry.pid), program: entry.program,
            slot: entry.slot == 0 ? nil : Int(entry.slot),
            correlationID: entry.correlationID?.uuidString.lowercased(), count: Int(entry.count))
    }
}
