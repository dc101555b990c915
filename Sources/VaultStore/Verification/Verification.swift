package import FoundationEssentials
internal import GRDB
internal import VaultCrypto
internal import VaultModel

/// What a verification counted: everything, or of a damaged vault what is sound.
package struct VerificationCounts: Sendable, Equatable {
    package var generation: UInt64 = 0
    /// How many re-keyings there were, and one.
    package var epoch: UInt32 = 0
    package var slots = 0
    package var tenants = 0
    package var applications = 0
    package var secrets = 0
    package var auditRows = 0
    /// The times of the log's first and last row.
    package var auditFrom: Date?
    package var auditUntil: Date?
}

extension VaultSnapshot {
    /// Opens every record and secret, follows every reference, and walks the audit chain.
    /// `progress` is told how many of how many steps are done.
    package func verifyEverything(progress: (Int, Int) -> Void) throws -> VerificationCounts {
        guard try String.fetchOne(rows.database, sql: "PRAGMA integrity_check(1)") == "ok" else {
            throw StoreError.damaged(.file)
        }
        try manifest.verifyHistory(upTo: root, vault.keys)
        let contents = try everything()
        let records = contents.applications.count + contents.tenants.count
        let steps = records + Int(clamping: state.auditCount)
        var done = 0
        func step() {
            done += 1
            progress(done, steps)
        }
        var counts = VerificationCounts(
            generation: generation, epoch: vault.keys.epoch, slots: try header().slots.count)
        for (id, application) in contents.applications {
            guard try find(application.indexKey(id)) == id,
                contents.tenant(application.principal)?.application == id
            else { throw StoreError.damaged(.index) }
            for credential in application.credentials {
                _ = try secret(of: credential)
                counts.secrets += 1
            }
            step()
        }
        for (id, tenant) in contents.tenants {
            guard try self.tenant(named: tenant.name)?.id == id, contents.application(tenant.application) != nil else {
                throw StoreError.damaged(.index)
            }
            guard contents.hasRelationships(of: id, tenant) else { throw StoreError.damaged(.record) }
            step()
        }
        // None that no tenant refers to.
        let lists = contents.tenants.reduce(0) { $0 + ($1.tenant.relationships?.count ?? 0) }
        guard lists == contents.relationshipLists.count else { throw StoreError.damaged(.record) }
        let single = contents.settings + contents.formerRoots
        guard try single == [find(.settings), find(.formerRoots)].compactMap(\.self) else {
            throw StoreError.damaged(.index)
        }
        // Rows that nothing refers to were not written by this program.
        guard state.counts[.secret] == UInt64(counts.secrets),
            state.counts[.index] == UInt64(records + single.count)
        else {
            throw StoreError.damaged(.record)
        }
        counts.tenants = contents.tenants.count
        counts.applications = contents.applications.count
        counts.count(try auditEntries(progress: step))
        return counts
    }
}

extension VerificationCounts {
    mutating func count(_ entries: [AuditEntry]) {
        auditRows = entries.count
        auditFrom = entries.first?.at
        auditUntil = entries.last?.at
    }
}
