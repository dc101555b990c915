internal import GRDB
package import VaultCrypto

extension SealedVault {
    /// Fills this vault, which has no place yet and an empty schema, with the rows of a backup of the same keys.
    ///
    /// In transactions of a limited size, so that the log does not come to hold everything once more.
    func fill(
        from source: BackupSource, _ header: BackupHeader, progress: (Int, Int) -> Void
    ) throws -> BackupSummary {
        try connection.queue.inDatabase { database in
            let rows = RowAccess(database: database)
            let manifest = ManifestTable(database: database)
            var pending = 0
            try database.beginTransaction(.immediate)
            do {
                try manifest.setHeader(header.vault.bytes)
                let summary = try readBackup(header, from: { try source.next($0) }, progress: progress) { item in
                    switch item {
                    case .manifest(let state, let root): try manifest.replace(state, root)
                    case .link(let root): try manifest.append(root)
                    case .row(let table, let row):
                        try rows.insert(table, row)
                        pending += row.box.count
                    case .end: return
                    }
                    if pending > Self.transactionLength {
                        pending = 0
                        try database.commit()
                        try database.beginTransaction(.immediate)
                    }
                }
                try database.commit()
                return summary
            } catch {
                try? database.rollback()
                throw error
            }
        }
    }

    private static let transactionLength = 16 << 20

    /// The vault that a backup holds, in memory; at most as large as `source` allows.
    package static func openInMemory(
        _ header: BackupHeader, keys: consuming VaultKeys, from source: BackupSource
    ) throws -> SealedVault {
        let connection = try StoreError.translating {
            let connection = try Connection.inMemory()
            try connection.queue.inDatabase { try Schema.create(in: $0) }
            return connection
        }
        let vault = SealedVault(keys: keys, headerBytes: header.vault.bytes, connection: connection, place: nil)
        _ = try StoreError.translating { try vault.fill(from: source, header) { _, _ in } }
        _ = try vault.read { try $0.verifyEverything { _, _ in } }
        return vault
    }
}
