internal import VaultCrypto

/// Adds up rows as they go by, to be compared with the manifest at the end; its size does not grow with them.
struct BackupTally {
    private(set) var counts = BackupCounts()
    private let buckets = RunningHashes(count: Bucket.count)
    private let state: ManifestState
    private var last: (table: RowTable, id: Int64)?
    private var auditHead: Hash32
    private var auditNumber: UInt64

    init(_ state: ManifestState) {
        self.state = state
        auditHead = state.auditBase
        auditNumber = state.auditStart
    }

    mutating func addLink() {
        counts.links += 1
    }

    /// - Throws: `StoreError.damaged` for a row that is out of order or not where one can be.
    mutating func add(_ table: RowTable, _ id: Int64, _ version: UInt64, _ box: UnsafeRawBufferPointer) throws {
        // No bucket covers negative ids, since this program never makes one.
        guard id >= 0, BackupItem.boxLengths.contains(box.count) else { throw StoreError.damaged(.bucket) }
        if let last {
            guard table.rawValue > last.table.rawValue || (table == last.table && id > last.id) else {
                throw StoreError.damaged(.bucket)
            }
        }
        last = (table, id)
        counts.rows[table, default: 0] += 1
        if table == .audit {
            guard UInt64(exactly: id) == auditNumber, version == auditNumber else { throw StoreError.damaged(.audit) }
            auditHead = unsafe AuditChain.link(after: auditHead, number: auditNumber, box: Array(box))
            auditNumber += 1
        } else {
            buckets.add(unsafe try BucketDigest.leaf(table, id, version, box), to: Bucket(of: id).number)
        }
    }

    /// Compares everything with what the manifest says; to be asked once, after the last row.
    func compare() throws {
        for (number, hash) in state.buckets.enumerated() {
            guard buckets.finish(number).matches(hash) else { throw StoreError.damaged(.bucket) }
        }
        guard RowTable.manifested.allSatisfy({ counts.rows[$0] == state.counts[$0] }) else {
            throw StoreError.damaged(.bucket)
        }
        guard counts.rows[.audit] == state.auditCount, auditHead.matches(state.auditHead) else {
            throw StoreError.damaged(.audit)
        }
    }
}
