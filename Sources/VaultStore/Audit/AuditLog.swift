internal import VaultCrypto

extension VaultSnapshot {
    /// The whole audit log, oldest first, after its chain was followed from start to head.
    /// `progress` is told of each row.
    package func auditEntries(progress: () -> Void = {}) throws -> [AuditEntry] {
        var entries: [AuditEntry] = []
        entries.reserveCapacity(Int(clamping: min(state.auditCount, 1 << 20)))
        unsafe try walkAudit { number, _, box in
            entries.append(unsafe try openAudit(number, box))
            progress()
        }
        // Rows that are missing at the start must have been cut by this program, which says so in the log itself.
        guard UInt64(entries.last { $0.event == .pruned }?.count ?? 0) == state.auditStart &- 1 else {
            throw StoreError.damaged(.audit)
        }
        return entries
    }

    /// Lends each row of the log with the chain's hash after it, and compares the last with the manifest.
    func walkAudit(_ body: (_ number: UInt64, _ head: Hash32, _ box: UnsafeRawBufferPointer) throws -> Void) throws {
        var head = state.auditBase
        var number = state.auditStart
        unsafe try rows.scan(.audit, Int64.min...Int64.max) { id, version, box in
            guard UInt64(exactly: id) == number, version == number, box.count >= Seal.overhead else {
                throw StoreError.damaged(.audit)
            }
            head = unsafe AuditChain.link(after: head, number: number, box: box)
            unsafe try body(number, head, box)
            number += 1
        }
        guard number &- state.auditStart == state.auditCount, head.matches(state.auditHead) else {
            throw StoreError.damaged(.audit)
        }
    }

    /// One row by its number; only its seal is checked, not its place in the chain.
    func auditEntry(_ number: UInt64) throws -> AuditEntry {
        guard let id = Int64(exactly: number), let row = try rows.fetch(.audit, id), row.version == number else {
            throw StoreError.damaged(.audit)
        }
        return try unsafe row.box.withUnsafeBytes { unsafe try openAudit(number, $0) }
    }

    func openAudit(_ number: UInt64, _ box: UnsafeRawBufferPointer) throws -> AuditEntry {
        do {
            return try AuditEntry(
                unsafe AuditChain.seal.open(
                    box, associatedData: context(.audit, Int64(number), number), record: number,
                    key: vault.keys.audit))
        } catch is SealError {
            throw StoreError.damaged(.audit)
        } catch is EncodingError {
            throw StoreError.damaged(.audit)
        }
    }
}
