internal import GRDB
internal import VaultCrypto
internal import VaultModel

/// Moves a whole vault under other keys, row by row, inside one transaction.
///
/// Every row is opened under the old keys and sealed under the new ones; nothing is carried over as it lies, so that
/// whoever has the old vault key can open nothing that is written from now on.
struct Rekeying {
    let old: VaultEdit
    /// The generation that the new epoch begins with, and the version of every row in it.
    let generation: UInt64

    /// `last` is the old epoch's last root, whose changes are written already.
    func run(after last: Root, to new: borrowing NewKeys) throws -> Root {
        let contents = try old.everything()
        var former = try old.formerRoots()
        former.append(try old.manifest.history(upTo: last, old.vault.keys))
        var state = ManifestState(headerDigest: Hash32(of: new.header.bytes))
        state.counts = old.state.counts
        try old.rows.deleteAll(.token)
        for bucket in 0..<Bucket.count { try reseal(Bucket(number: bucket), new.keys) }
        try writeIndex(contents, new.keys)
        try put(former, contents, &state, new.keys)
        try relink(&state, new.keys)
        for bucket in 0..<Bucket.count {
            state.buckets[bucket] = try Bucket(number: bucket).leaves(of: old.rows).hash
        }
        try old.manifest.setHeader(new.header.bytes)
        try old.manifest.forgetHistory()
        let bytes = state.bytes
        let root = Root(generation: generation, previous: last.hash, stateHash: Hash32(of: bytes), keys: new.keys)
        try old.manifest.set(bytes, root)
        return root
    }

    private func reseal(_ bucket: Bucket, _ keys: borrowing VaultKeys) throws {
        for table in [RowTable.record, .secret] {
            var rows: [SealedRow] = []
            unsafe try old.rows.scan(table, bucket.ids) { id, version, box in
                rows.append(SealedRow(id: id, version: version, box: unsafe Array(box)))
            }
            for row in rows {
                let place = keys.place(table, row.id, generation)
                // Metadata passes through locked memory too: one way is enough.
                let plaintext = try old.openSecret(table, row)
                let box = unsafe try plaintext.withUnsafeBytes { bytes throws in
                    unsafe try VaultSnapshot.recordSeal.seal(
                        bytes, associatedData: place, record: UInt64(row.id), key: keys.records,
                        asIfOf: row.paddedLength)
                }
                try old.rows.replace(table, SealedRow(id: row.id, version: generation, box: box))
            }
        }
    }

    /// The old epochs' roots, in place of those kept so far.
    private func put(
        _ former: FormerRoots, _ contents: VaultContents, _ state: inout ManifestState, _ keys: borrowing VaultKeys
    ) throws {
        let id = contents.formerRoots.first ?? .random()
        if contents.formerRoots.isEmpty {
            state.counts[.record, default: 0] += 1
            state.counts[.index, default: 0] += 1
        }
        try insertIndex(.formerRoots, id, keys)
        let box = try seal(former.recordBytes, VaultSnapshot.recordSeal, .record, id.rawValue, keys)
        try old.rows.replace(.record, SealedRow(id: id.rawValue, version: generation, box: box))
    }

    /// Names are found by a keyed hash, so that all index rows move.
    private func writeIndex(_ contents: VaultContents, _ keys: borrowing VaultKeys) throws {
        try old.rows.deleteAll(.index)
        for (id, tenant) in contents.tenants { try insertIndex(.tenantName(tenant.name), id, keys) }
        for (id, application) in contents.applications {
            try insertIndex(application.indexKey(id), id, keys)
        }
        for id in contents.settings { try insertIndex(.settings, id, keys) }
    }

    private func insertIndex(_ key: IndexKey, _ target: RecordID, _ keys: borrowing VaultKeys) throws {
        let id = try key.id(keys)
        var writer = ByteWriter(reserving: 8)
        writer.put(target.rawValue)
        let box = try seal(writer.bytes, VaultSnapshot.indexSeal, .index, id, keys)
        try old.rows.insert(.index, SealedRow(id: id, version: generation, box: box))
    }

    /// The audit log keeps its numbers and begins at the same hash; its links are made anew from the new boxes.
    private func relink(_ state: inout ManifestState, _ keys: borrowing VaultKeys) throws {
        state.auditStart = old.state.auditStart
        state.auditBase = old.state.auditBase
        state.auditCount = old.state.auditCount
        var head = state.auditBase
        for number in state.auditStart..<(state.auditStart + state.auditCount) {
            guard let row = try old.rows.fetch(.audit, Int64(number)) else { throw StoreError.damaged(.audit) }
            let plaintext: [UInt8]
            do {
                plaintext = unsafe try row.box.withUnsafeBytes { box in
                    unsafe try AuditChain.seal.open(
                        box, associatedData: old.context(.audit, row.id, row.version), record: number,
                        key: old.vault.keys.audit)
                }
            } catch is SealError {
                throw StoreError.damaged(.audit)
            }
            let box = unsafe try plaintext.withUnsafeBytes { bytes in
                unsafe try AuditChain.seal.seal(
                    bytes, associatedData: keys.place(.audit, row.id, number), record: number, key: keys.audit,
                    asIfOf: row.paddedLength)
            }
            try old.rows.replace(.audit, SealedRow(id: row.id, version: number, box: box))
            head = AuditChain.link(after: head, number: number, box: box)
        }
        state.auditHead = head
    }

    private func seal(
        _ bytes: [UInt8], _ seal: Seal, _ table: RowTable, _ id: Int64, _ keys: borrowing VaultKeys
    ) throws -> [UInt8] {
        unsafe try bytes.withUnsafeBytes { plaintext in
            unsafe try seal.seal(
                plaintext, associatedData: keys.place(table, id, generation), record: UInt64(id), key: keys.records)
        }
    }
}

extension SealedRow {
    /// The longest plaintext of the box's size class, in which it stays.
    fileprivate var paddedLength: Int { box.count - Seal.overhead - 1 }
}
