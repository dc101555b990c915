internal import GRDB
internal import Migrations
package import VaultCrypto

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// A vault that was found: its surroundings are safe, its header is sane, and no key has opened it.
package final class FoundVault: Sendable {
    package let header: VaultHeader
    private let headerBytes: [UInt8]
    let connection: Connection
    let files: VaultFiles
    private let identity: FileIdentity
    let lock: FileLock
    private let patience: Duration

    /// Checks files and folders, takes the shared lock, reads the header and checks its bounds.
    /// Locks of other processes are waited for as long as `patience`.
    package init(_ files: VaultFiles, patience: Duration) throws {
        self.files = files
        self.patience = patience
        identity = try files.inspect()
        lock = try FileLock(files.lock, .shared, patience: patience)
        let connection = try StoreError.translating { try Connection(opening: files.database, patience: patience) }
        self.connection = connection
        // What was inspected is what was opened.
        guard FileFacts(files.database)?.identity == identity else { throw StoreError.replaced }
        headerBytes = try StoreError.translating {
            try connection.queue.read { database in
                try Schema.verify(database)
                return try ManifestTable(database: database).headerBytes()
            }
        }
        header = try VaultHeader(headerBytes, newestSchema: Migrations.newest)
    }

    /// Opens the vault with keys that `header` gave; the manifest is verified at the first read.
    package func open(with keys: consuming VaultKeys) -> SealedVault {
        let witness = WitnessFile(path: files.witness(of: keys.vaultID), patience: patience)
        return SealedVault(
            keys: keys, headerBytes: headerBytes, connection: connection,
            place: VaultPlace(files: files, identity: identity, witness: witness, lock: lock))
    }
}

extension SealedVault {
    /// Makes a vault where there is none. It appears whole under its name or not at all.
    ///
    /// - Throws: `StoreError.vaultExists`.
    package static func create(
        _ files: VaultFiles, header: VaultHeader, keys: consuming VaultKeys, recording entry: AuditEntry,
        patience: Duration
    ) throws -> SealedVault {
        try VaultFiles.makeFolder(files.folder)
        try VaultFiles.checkFolder(files.folder)
        // Said at once, and not after waiting for those who have that vault open.
        guard FileFacts(files.database) == nil else { throw StoreError.vaultExists }
        let exclusive = try FileLock(files.lock, .exclusive, patience: patience)
        // A log without its database may hold a vault's last changes, and would be played into the new one.
        for suffix in fileSuffixes where FileFacts(files.database + suffix) != nil { throw StoreError.vaultExists }
        try VaultFiles.makeFolder(files.witnessFolder)
        let temporary = files.database + ".new"
        removeDatabase(temporary)
        do {
            try write(header, entry, keys, to: temporary, patience: patience)
            guard unsafe rename(temporary, files.database) == 0 else { throw StoreError(systemError: errno) }
        } catch {
            removeDatabase(temporary)
            throw error
        }
        do {
            try OpenFile.synchronizeFolder(files.folder)
            // Released before the vault is opened as any other process would open it.
            exclusive.release()
            let vault = try FoundVault(files, patience: patience).open(with: keys)
            try vault.admit(try vault.standing(), recording: entry)
            return vault
        } catch {
            // The vault is there, whatever became of the rest: nobody must be told that nothing was changed.
            throw StoreError.witnessUnwritten
        }
    }

    /// The newest schema, for new vaults.
    package static var newestSchema: UInt16 { Migrations.newest }

    private static func write(
        _ header: VaultHeader, _ entry: AuditEntry, _ keys: borrowing VaultKeys, to path: String, patience: Duration
    ) throws {
        try StoreError.translating {
            let connection = try Connection(creating: path, patience: patience)
            try connection.queue.inDatabase { database in
                try begin(header, keys, in: database)
                _ = try database.checkpoint(.truncate)
            }
            try connection.queue.close()
            // SQLite says nothing of companions that it could not remove, and nobody would look for them later.
            for suffix in fileSuffixes.dropFirst() { unsafe unlink(path + suffix) }
        }
    }

    /// The first generation of a vault: nothing but its header.
    private static func begin(_ header: VaultHeader, _ keys: borrowing VaultKeys, in database: Database) throws {
        try database.inTransaction(.immediate) {
            try Schema.create(in: database)
            let table = ManifestTable(database: database)
            try table.setHeader(header.bytes)
            let state = ManifestState(headerDigest: Hash32(of: header.bytes)).bytes
            try table.set(state, Root(generation: 1, previous: .zero, stateHash: Hash32(of: state), keys: keys))
            return .commit
        }
    }

    /// Makes a vault that lies in memory only, for what is to leave as a bundle.
    package static func createInMemory(header: VaultHeader, keys: consuming VaultKeys) throws -> SealedVault {
        let connection = try StoreError.translating {
            let connection = try Connection.inMemory()
            try connection.queue.inDatabase { try begin(header, keys, in: $0) }
            return connection
        }
        return SealedVault(keys: keys, headerBytes: header.bytes, connection: connection, place: nil)
    }

    static func removeDatabase(_ path: String) {
        for suffix in fileSuffixes { unsafe unlink(path + suffix) }
    }

    /// The database and what SQLite may leave beside it.
    static let fileSuffixes = ["", "-wal", "-shm", "-journal"]
}
