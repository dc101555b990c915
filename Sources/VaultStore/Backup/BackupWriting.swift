package import FoundationEssentials
internal import VaultCrypto

/// What a backup holds.
package struct BackupSummary: Sendable, Equatable {
    package let vaultID: UUID
    package let generation: UInt64
    package let tenants: Int
    let root: Root
    let counts: BackupCounts
}

extension SealedVault {
    /// Gives one consistent state of the vault to `sink` as a backup, while others may write.
    ///
    /// Every row is compared with the manifest on the way, and metadata is opened: a damaged vault gives no backup.
    /// `progress` is told how many of how many rows are done.
    package func writeBackup(
        to sink: @escaping ([UInt8]) throws -> Void, progress: (Int, Int) -> Void
    ) throws -> BackupSummary {
        try read { try $0.writeBackup(to: sink, progress: progress) }
    }
}

extension VaultSnapshot {
    fileprivate func writeBackup(
        to sink: @escaping ([UInt8]) throws -> Void, progress: (Int, Int) -> Void
    ) throws -> BackupSummary {
        let sealer = try BackupSealer(try header(), vault.keys, to: sink)
        var tally = BackupTally(state)
        let total = Int(clamping: state.counts.values.reduce(state.auditCount, +))
        try sealer.write(BackupItem.bytes(ofManifest: state.bytes, root))
        for link in try manifest.verifyHistory(upTo: root, vault.keys) {
            try sealer.write(BackupItem.bytes(ofLink: link))
            tally.addLink()
        }
        var tenants = 0
        var done = 0
        for table in BackupItem.tables {
            unsafe try rows.scan(table, Int64.min...Int64.max) { id, version, box in
                unsafe try tally.add(table, id, version, box)
                if table == .record, unsafe try vault.isTenant(id, version, box) { tenants += 1 }
                try sealer.write(BackupItem.head(of: table, id, version, boxLength: box.count))
                unsafe try sealer.write(box)
                done += 1
                progress(done, total)
            }
        }
        try tally.compare()
        try sealer.write(BackupItem.bytes(ofEnd: tally.counts))
        try sealer.finish()
        return BackupSummary(
            vaultID: vault.vaultID, generation: generation, tenants: tenants, root: root, counts: tally.counts)
    }
}

extension SealedVault {
    /// Opens a metadata box and looks at what it is.
    func isTenant(_ id: Int64, _ version: UInt64, _ box: UnsafeRawBufferPointer) throws -> Bool {
        do {
            return unsafe try openRecord(id, version, box).first == RecordKind.tenant.rawValue
        } catch is SealError {
            throw StoreError.damaged(.box)
        }
    }
}
