package import FoundationEssentials
internal import VaultModel
internal import VaultStore

extension DirectVault {
    package func tenants(_ selection: TenantSelection) async throws -> [TenantReport] {
        try VaultFailure.translating {
            try store.read { try $0.roster(selection) }.reports(at: surroundings.now())
        }
    }

    package func audit(_ selection: TenantSelection, since: Date?, until: Date?) async throws -> [AuditReport] {
        try VaultFailure.translating {
            let (entries, names) = try store.read { snapshot in
                let entries = try snapshot.auditEntries()
                return (entries, try snapshot.namesForAudit(selection, among: entries))
            }
            return entries.filter { entry in
                if let since, entry.at < since { return false }
                if let until, entry.at > until { return false }
                guard let names else { return true }
                return entry.tenant.flatMap { TenantName($0)?.normalized }.map(names.contains) ?? false
            }.map { AuditReport($0) }
        }
    }

    /// Opens everything there is; nothing of it is kept.
    package func verify(progress: @escaping @Sendable (Int, Int) -> Void) async throws -> VerifyReport {
        let clock = ContinuousClock()
        let start = clock.now
        let counts = try VaultFailure.translating {
            try store.read { try $0.verifyEverything(progress: progress) }
        }
        let (seconds, attoseconds) = (clock.now - start).components
        return VerifyReport(
            vaultID: store.vaultID.uuidString.lowercased(), generation: Int(clamping: counts.generation),
            tenants: counts.tenants, applications: counts.applications, secrets: counts.secrets,
            auditRows: counts.auditRows,
            milliseconds: Int(clamping: seconds) * 1000 + Int(clamping: attoseconds / 1_000_000_000_000_000))
    }
}

extension VaultSnapshot {
    /// Names to look for in the log; nil for all of it. A removed tenant is no longer in the vault, but its past is
    /// in the log, and belongs to the whole.
    fileprivate func namesForAudit(_ selection: TenantSelection, among entries: [AuditEntry]) throws -> Set<String>? {
        guard !selection.isEmpty else { return nil }
        let logged = Set(entries.compactMap { $0.tenant.flatMap(TenantName.init)?.normalized })
        var names: Set<String> = []
        var present = selection
        present.names = try selection.names.filter { text in
            guard let name = TenantName(text), logged.contains(name.normalized), try tenant(named: name) == nil else {
                return true
            }
            names.insert(name.normalized)
            return false
        }
        if !present.isEmpty { names.formUnion(try roster(present).members.map(\.tenant.name.normalized)) }
        return selection.all ? nil : names
    }
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
