internal import GRDB
package import VaultCrypto
internal import VaultModel

/// A change of the vault: a snapshot that can be written to, all or nothing.
///
/// Each touched bucket is verified before its first change and hashed again at the end.
package final class VaultEdit: VaultSnapshot {
    private var touched: Set<Bucket> = []
    private var isChanged = false
    /// Something was deleted or replaced whose old ciphertext should leave the write-ahead log soon.
    var leavesResidue = false
    /// The newest row of the audit log, where this change made it.
    private var lastRecorded: AuditEntry?

    /// `floor` is a generation that the new one must lie above, after a rollback was accepted.
    init(_ database: Database, of vault: SealedVault, above floor: UInt64) throws {
        try super.init(database, of: vault)
        // SQLite's integers end there; only a forger with the keys gets so far.
        guard max(root.generation, floor) < Int64.max else { throw StoreError.damaged(.manifest) }
        next = max(root.generation, floor) + 1
    }

    /// The generation that this change becomes. Every row it writes bears it as its version, so that no version of a
    /// row is ever used twice.
    private(set) var next: UInt64 = 0

    func insert(_ table: RowTable, _ id: Int64, _ box: (_ place: [UInt8]) throws -> [UInt8]) throws {
        guard try row(table, id) == nil else { throw StoreError.taken }
        let new = SealedRow(id: id, version: next, box: try box(context(table, id, next)))
        try rows.insert(table, new)
        touch(id) { $0.put(table, new) }
        state.counts[table, default: 0] += 1
    }

    func update(_ table: RowTable, _ id: Int64, _ box: (_ place: [UInt8]) throws -> [UInt8]) throws {
        guard try row(table, id) != nil else { throw StoreError.noSuchRecord }
        let new = SealedRow(id: id, version: next, box: try box(context(table, id, next)))
        try rows.replace(table, new)
        touch(id) { $0.put(table, new) }
        leavesResidue = true
    }

    func delete(_ table: RowTable, _ id: Int64) throws {
        guard try row(table, id) != nil else { throw StoreError.noSuchRecord }
        try rows.delete(table, id)
        touch(id) { $0.remove(table, id) }
        state.counts[table, default: 1] -= 1
        leavesResidue = true
    }

    func seal(
        _ bytes: [UInt8], with seal: Seal, _ id: Int64, _ place: [UInt8], asIfOf length: Int = 0
    ) throws -> [UInt8] {
        unsafe try bytes.withUnsafeBytes { plaintext in
            unsafe try seal.seal(
                plaintext, associatedData: place, record: UInt64(id), key: vault.keys.records, asIfOf: length)
        }
    }

    /// Adds a row to the audit log; it becomes durable with the change.
    package func record(_ entry: AuditEntry) throws {
        let number = state.auditStart + state.auditCount
        var entry = entry
        entry.slot = vault.keys.slot
        let bytes = try entry.recordBytes
        let place = context(.audit, Int64(number), number)
        let box = unsafe try bytes.withUnsafeBytes { plaintext in
            unsafe try AuditChain.seal.seal(
                plaintext, associatedData: place, record: number, key: vault.keys.audit,
                asIfOf: entry.shownLength(bytes))
        }
        try rows.insert(.audit, SealedRow(id: Int64(number), version: number, box: box))
        state.auditHead = AuditChain.link(after: state.auditHead, number: number, box: box)
        state.auditCount += 1
        lastRecorded = entry
        isChanged = true
    }

    /// Puts another header of the same epoch in place, with other slots.
    package func set(_ header: VaultHeader) throws {
        guard header.vaultID == vault.keys.vaultID, header.epoch == vault.keys.epoch else {
            throw StoreError.damaged(.header)
        }
        try manifest.setHeader(header.bytes)
        state.headerDigest = Hash32(of: header.bytes)
        isChanged = true
        leavesResidue = true
    }

    /// Keeps a token or a throttling for `request`, in place of what was there. Not part of the manifest.
    package func cache(_ token: CachedToken, for request: [UInt8]) throws {
        let id = IndexKey.id(of: request, vault.keys)
        let box = try seal(try token.recordBytes, with: Self.tokenSeal, id, context(.token, id, next))
        try rows.replace(.token, SealedRow(id: id, version: next, box: box))
    }

    /// Forgets every cached token, when a credential or destination changed.
    package func clearTokenCache() throws {
        try rows.deleteAll(.token)
        leavesResidue = true
    }

    /// Hashes what was touched and chains the new root; nil when nothing was changed.
    func finish() throws -> Root? {
        guard isChanged else { return nil }
        // A history that was taken away must not look like one that begins here.
        guard try manifest.isLast(root) else { throw StoreError.damaged(.history) }
        if let lastRecorded { try pruneAudit(after: lastRecorded) }
        for bucket in touched {
            let (leaves, hash) = try bucket.leaves(of: rows)
            // What was written must be found where the next reader looks for it.
            guard leaves == verified[bucket] else { throw StoreError.damaged(.bucket) }
            state.buckets[bucket.number] = hash
        }
        let bytes = state.bytes
        let root = Root(generation: next, previous: root.hash, stateHash: Hash32(of: bytes), keys: vault.keys)
        try manifest.set(bytes, root)
        return root
    }

    private func touch(_ id: Int64, _ change: (inout BucketLeaves) -> Void) {
        let bucket = Bucket(of: id)
        change(&verified[bucket, default: BucketLeaves()])
        touched.insert(bucket)
        isChanged = true
    }
}
