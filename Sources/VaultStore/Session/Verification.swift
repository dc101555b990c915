internal import GRDB
internal import VaultCrypto
internal import VaultModel

/// What a full verification counted.
package struct VerificationCounts: Sendable, Equatable {
    package var generation: UInt64 = 0
    package var tenants = 0
    package var applications = 0
    package var secrets = 0
    package var auditRows = 0
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
        let steps = contents.applications.count + contents.tenants.count
        var done = 0
        var counts = VerificationCounts()
        for (id, application) in contents.applications {
            guard try self.application(application.clientID, in: application.destination.cloud)?.id == id,
                contents.tenant(application.principal)?.application == id
            else { throw StoreError.damaged(.index) }
            for credential in application.credentials {
                _ = try secret(of: credential)
                counts.secrets += 1
            }
            done += 1
            progress(done, steps)
        }
        for (id, tenant) in contents.tenants {
            guard try self.tenant(named: tenant.name)?.id == id, contents.application(tenant.application) != nil else {
                throw StoreError.damaged(.index)
            }
            done += 1
            progress(done, steps)
        }
        let single = contents.settings + contents.formerRoots
        guard try single == [find(.settings), find(.formerRoots)].compactMap(\.self) else {
            throw StoreError.damaged(.index)
        }
        // Rows that nothing refers to were not written by this program.
        guard state.counts[.secret] == UInt64(counts.secrets),
            state.counts[.index] == UInt64(steps + single.count)
        else {
            throw StoreError.damaged(.record)
        }
        counts.generation = generation
        counts.tenants = contents.tenants.count
        counts.applications = contents.applications.count
        counts.auditRows = try auditEntries().count
        return counts
    }

    /// The whole audit log, oldest first, after its chain was followed from start to head.
    package func auditEntries() throws -> [AuditEntry] {
        var entries: [AuditEntry] = []
        var head = state.auditBase
        var number = state.auditStart
        unsafe try rows.scan(.audit, Int64.min...Int64.max) { id, version, box in
            guard UInt64(exactly: id) == number, version == number, box.count >= Seal.overhead else {
                throw StoreError.damaged(.audit)
            }
            head = unsafe AuditChain.link(after: head, number: number, box: Array(box))
            do {
                entries.append(
                    try AuditEntry(
                        unsafe AuditChain.seal.open(
                            box, associatedData: context(.audit, id, version), record: number, key: vault.keys.audit)))
            } catch {
                throw StoreError.damaged(.audit)
            }
            number += 1
        }
        guard number - state.auditStart == state.auditCount, head.matches(state.auditHead) else {
            throw StoreError.damaged(.audit)
        }
        return entries
    }
}
