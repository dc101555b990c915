internal import CPlatform
internal import FoundationEssentials

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Where a vault lies, and the checks of its surroundings that come before the first read.
package struct VaultFiles: Sendable, Equatable {
    /// The database's path.
    package let database: String
    /// The folder of the witnesses, outside the vault's own folder.
    package let witnessFolder: String

    package init(database: String, witnessFolder: String) {
        self.database = database
        self.witnessFolder = witnessFolder
    }

    var folder: String {
        let parts = database.split(separator: "/", omittingEmptySubsequences: true).dropLast()
        return (database.hasPrefix("/") ? "/" : "")
            + (parts.isEmpty ? (database.hasPrefix("/") ? "" : ".") : parts.joined(separator: "/"))
    }

    var name: String { database.split(separator: "/").last.map(String.init) ?? database }

    /// Held by every process that has the vault open.
    var lock: String {
        (database.hasSuffix(".db") ? String(database.dropLast(3)) : database) + ".lock"
    }

    func witness(of vaultID: UUID) -> String {
        "\(witnessFolder)/\(vaultID.uuidString.lowercased()).witness"
    }

    /// Checks folder and file by `lstat` alone: opening the database beside SQLite would drop SQLite's locks.
    ///
    /// - Returns: device and inode, to be compared before each write.
    func inspect() throws -> FileIdentity {
        let identity = try inspectWhatIsReplaced()
        // A vault never has one, and SQLite would play it back into the file before anything could be verified.
        guard !hasJournal else { throw StoreError.damaged(.file) }
        return identity
    }

    var hasJournal: Bool { FileFacts(database + "-journal") != nil }

    /// The same for a vault that gives way to another, whatever is wrong with its content.
    func inspectWhatIsReplaced() throws -> FileIdentity {
        try Self.checkFolder(folder)
        let identity = try Self.checkFile(database, absent: .noVault)
        for companion in ["-wal", "-shm", "-journal"] where FileFacts(database + companion) != nil {
            _ = try Self.checkFile(database + companion, absent: .damaged(.file))
        }
        try checkFileSystem()
        return identity
    }

    /// Makes durable what is in the log: a process may have written there and been killed before it waited for the disk.
    func synchronizeLog() throws(StoreError) {
        // SQLite has its locks on other files, so that closing this one drops none.
        try OpenFile(database + "-wal", O_RDONLY).synchronize()
        try OpenFile.synchronizeFolder(folder)
    }

    func checkFileSystem() throws {
        guard unsafe pv_is_network_file_system(folder) != 1 else { throw StoreError.networkFileSystem }
    }

    /// Makes a folder that only its owner can enter, and makes it durable; one that exists is left as it is.
    static func makeFolder(_ path: String) throws {
        if FileFacts(path) == nil {
            let parent = VaultFiles(database: path, witnessFolder: "").folder
            if parent != path, FileFacts(parent) == nil { try makeFolder(parent) }
            guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else { throw StoreError(systemError: errno) }
            // What is durable inside is lost with a folder that is not. A link may lead there, unlike to the folder.
            try OpenFile.synchronizeFolder(parent + "/.")
        }
    }

    static func checkFolder(_ path: String) throws {
        guard let facts = FileFacts(path) else { throw StoreError.noVault }
        guard !facts.isSymbolicLink else { throw StoreError.unsafe(.symbolicLink) }
        guard facts.isFolder else { throw StoreError.unsafe(.notFolder) }
        guard facts.owner == geteuid() else { throw StoreError.unsafe(.foreignOwner) }
        guard facts.mode & 0o077 == 0 else { throw StoreError.unsafe(.openToOthers) }
    }

    static func checkFile(_ path: String, absent: StoreError) throws -> FileIdentity {
        guard let facts = FileFacts(path) else { throw absent }
        guard !facts.isSymbolicLink else { throw StoreError.unsafe(.symbolicLink) }
        guard facts.isRegular else { throw StoreError.unsafe(.notRegular) }
        guard facts.owner == geteuid() else { throw StoreError.unsafe(.foreignOwner) }
        guard facts.mode & 0o077 == 0 else { throw StoreError.unsafe(.openToOthers) }
        guard facts.links == 1 else { throw StoreError.unsafe(.severalLinks) }
        return facts.identity
    }
}
