internal import VaultCrypto

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// The witness's file: read before a snapshot begins, written after a commit, only ever upwards.
struct WitnessFile: Sendable {
    let path: String
    let patience: Duration

    /// Without waiting, in case a pipe lies there.
    static let readingFlags = O_RDONLY | O_NONBLOCK

    enum Content {
        case absent
        case damaged
        case sound(Witness)
    }

    func read(_ keys: borrowing VaultKeys) throws -> Content {
        let bytes: [UInt8]
        do {
            bytes = try OpenFile(path, Self.readingFlags).read(upTo: Witness.length + 1)
        } catch StoreError.noVault {
            return .absent
        }
        guard let witness = Witness(bytes, keys: keys) else { return .damaged }
        return .sound(witness)
    }

    /// Raises the witness to `root`, unless it is there already: temporary file, fsync, rename, fsync of the folder.
    func raise(to root: Root, _ keys: borrowing VaultKeys, replacingAnything: Bool = false) throws {
        let folder = VaultFiles(database: path, witnessFolder: "").folder
        try VaultFiles.makeFolder(folder)
        let lock = try FileLock(path + ".lock", .exclusive, patience: patience)
        if case .sound(let present) = try read(keys), present.generation >= root.generation, !replacingAnything {
            return
        }
        // One name for all: who holds the lock writes over what a process left that was killed here.
        let temporary = path + ".new"
        do {
            let file = try OpenFile(temporary, O_WRONLY | O_CREAT | O_TRUNC)
            try file.write(Witness(root).bytes(keys))
            try file.synchronize()
            guard unsafe rename(temporary, path) == 0 else { throw StoreError(systemError: errno) }
        } catch {
            unsafe unlink(temporary)
            throw error
        }
        try OpenFile.synchronizeFolder(folder)
        withExtendedLifetime(lock) {}
    }
}
