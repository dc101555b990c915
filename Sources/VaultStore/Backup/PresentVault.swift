package import FoundationEssentials
internal import GRDB
internal import VaultCrypto

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// What lies where a backup is to be restored to, as far as it shows without a key.
package struct PresentVault: Sendable, Equatable {
    let identity: FileIdentity
    package let modified: Date
    /// Nil for a file that is no vault, or none that can be read.
    package let vaultID: UUID?
    /// What the file says, which nobody vouches for.
    let generation: UInt64
    /// The highest ID of its key slots, which nobody vouches for either.
    let highestSlot: UInt32

    /// Looks at what lies there; nil where nothing does.
    ///
    /// - Throws: `StoreError.busy` while a vault is being made or replaced, `.unsafe` for links, modes and owners.
    package static func look(_ files: VaultFiles, patience: Duration) throws -> PresentVault? {
        guard FileFacts(files.database) != nil else { return nil }
        _ = try files.inspectWhatIsReplaced()
        let lock = try FileLock(files.lock, .shared, patience: patience)
        defer { lock.release() }
        return try found(files, emptyingLog: false, patience: patience)
    }

    /// The same for a caller who holds the lock. Who holds it alone can have the log moved into the file, so that a
    /// sound vault is whole without it.
    static func found(_ files: VaultFiles, emptyingLog: Bool, patience: Duration) throws -> PresentVault? {
        guard let facts = FileFacts(files.database) else { return nil }
        let identity = try files.inspectWhatIsReplaced()
        var vaultID: UUID?
        var generation: UInt64 = 0
        var highestSlot: UInt32 = 0
        do {
            // Opened beside a journal, SQLite would play that into the file.
            if files.hasJournal { throw StoreError.damaged(.file) }
            (vaultID, generation, highestSlot) = try StoreError.translating {
                let connection = try Connection(opening: files.database, patience: patience)
                defer { try? connection.queue.close() }
                return try connection.queue.writeWithoutTransaction { database in
                    let table = ManifestTable(database: database)
                    let header = try VaultHeader(try table.headerBytes(), newestSchema: SealedVault.newestSchema)
                    let generation = try table.claimedGeneration()
                    if emptyingLog { _ = try database.checkpoint(.truncate) }
                    return (header.vaultID, generation, header.slots.map(\.id).max() ?? 0)
                }
            }
        } catch StoreError.damaged, StoreError.notAVault {
        } catch is KeyError {
        }
        return PresentVault(
            identity: identity, modified: facts.modified, vaultID: vaultID,
            // They can only raise what the restored vault continues above; near the end of all numbers they are a lie.
            generation: generation < 1 << 62 ? generation : 0,
            highestSlot: highestSlot < 1 << 31 ? highestSlot : 0)
    }
}

/// What is kept of a vault that gives way to a backup: one copy, the last.
enum KeptVault {
    static func path(_ files: VaultFiles) -> String { files.database + ".before-restore" }

    /// Copies the present vault; until the restored one takes its name, it lies where it was as well.
    static func keep(_ files: VaultFiles) throws {
        let kept = path(files)
        let temporary = kept + ".new"
        // A log that lay beside an earlier copy would be played into this one.
        try remove(kept + "-wal")
        try copy(files.database, to: temporary)
        guard unsafe rename(temporary, kept) == 0 else { throw StoreError(systemError: errno) }
        // A sound vault has none any more; of another, nobody knows what is in it.
        if FileFacts(files.database + "-wal") != nil { try copy(files.database + "-wal", to: kept + "-wal") }
        try OpenFile.synchronizeFolder(files.folder)
    }

    static func remove(_ path: String) throws {
        guard unsafe unlink(path) == 0 || errno == ENOENT else { throw StoreError(systemError: errno) }
    }

    private static func copy(_ source: String, to target: String) throws {
        try remove(target)
        do {
            let from = try OpenFile(source, O_RDONLY)
            let to = try OpenFile(target, O_WRONLY | O_CREAT | O_EXCL)
            while case let bytes = try OpenFile.readNext(from.descriptor, upTo: 1 << 20), !bytes.isEmpty {
                try to.write(bytes)
            }
            try to.synchronize()
        } catch {
            unsafe unlink(target)
            throw error
        }
    }
}
