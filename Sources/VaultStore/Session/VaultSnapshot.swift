internal import GRDB
package import VaultCrypto
internal import VaultModel

/// The vault at one generation, inside one transaction. Every row is verified before it is believed.
package class VaultSnapshot {
    let rows: RowAccess
    let manifest: ManifestTable
    let vault: SealedVault
    var state: ManifestState
    let root: Root
    /// The rows of each bucket that agreed with the manifest, as they must still be found.
    var verified: [Bucket: BucketLeaves] = [:]

    static let recordSeal = Seal(.record, padding: .record)
    static let indexSeal = Seal(.record, padding: .index)
    static let tokenSeal = Seal(.token, padding: .record)

    /// Reads and verifies the manifest of `database`, in whose transaction it stays.
    init(_ database: Database, of vault: SealedVault) throws {
        rows = RowAccess(database: database)
        manifest = ManifestTable(database: database)
        self.vault = vault
        try Schema.verify(database)
        let header = try manifest.headerBytes()
        if header != vault.headerBytes {
            // Another process may have changed slots; a new epoch means new keys.
            guard let parsed = try? VaultHeader(header, newestSchema: vault.keys.schema),
                parsed.vaultID == vault.keys.vaultID
            else { throw StoreError.damaged(.header) }
            guard parsed.epoch == vault.keys.epoch else { throw StoreError.rekeyed }
        }
        (state, root) = try manifest.current(vault.keys)
        guard Hash32(of: header) == state.headerDigest else { throw StoreError.damaged(.header) }
    }

    /// The header as it is now, whose digest the manifest holds; the one that the vault was opened with may be older.
    package func header() throws -> VaultHeader {
        do {
            return try VaultHeader(try manifest.headerBytes(), newestSchema: vault.keys.schema)
        } catch is KeyError {
            throw StoreError.damaged(.header)
        }
    }

    /// The generation that is read.
    package var generation: UInt64 { root.generation }

    func context(_ table: RowTable, _ id: Int64, _ version: UInt64) -> [UInt8] {
        vault.keys.place(table, id, version)
    }

    /// Hashes the bucket's rows once a transaction and compares them with the manifest.
    @discardableResult
    func verify(_ bucket: Bucket) throws -> BucketLeaves {
        if let leaves = verified[bucket] { return leaves }
        let (leaves, hash) = try bucket.leaves(of: rows)
        guard hash.matches(state.buckets[bucket.number]) else { throw StoreError.damaged(.bucket) }
        verified[bucket] = leaves
        return leaves
    }

    /// A row after its bucket was verified; nil is verified absence.
    func row(_ table: RowTable, _ id: Int64) throws -> SealedRow? {
        let leaves = try verify(Bucket(of: id))
        let row = try rows.fetch(table, id)
        guard leaves.agree(with: row, table, id) else { throw StoreError.damaged(.bucket) }
        return row
    }

    func openRecord(_ id: RecordID) throws -> [UInt8]? {
        guard let row = try row(.record, id.rawValue) else { return nil }
        return try open(row)
    }

    func open(_ row: SealedRow) throws -> [UInt8] {
        do {
            return unsafe try row.box.withUnsafeBytes { box in
                unsafe try Self.recordSeal.open(
                    box, associatedData: context(.record, row.id, row.version), record: UInt64(row.id),
                    key: vault.keys.records)
            }
        } catch is SealError {
            throw StoreError.damaged(.box)
        }
    }

    /// Which record the index names for `key`; nil is verified absence.
    func find(_ key: IndexKey) throws -> RecordID? {
        let id = try key.id(vault.keys)
        guard let row = try row(.index, id) else { return nil }
        do {
            let bytes = unsafe try row.box.withUnsafeBytes { box in
                unsafe try Self.indexSeal.open(
                    box, associatedData: context(.index, id, row.version), record: UInt64(id), key: vault.keys.records)
            }
            var reader = ByteReader(bytes)
            let found = try reader.recordID()
            try reader.end()
            return found
        } catch {
            throw StoreError.damaged(.index)
        }
    }
}
