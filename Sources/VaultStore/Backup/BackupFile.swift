internal import FoundationEssentials
internal import VaultCrypto

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

extension SealedVault {
    /// Writes a backup to `path`: it appears there whole and read back, or not at all.
    ///
    /// - Returns: what it holds, and how many bytes it has.
    /// - Throws: `BackupFileError`, also where there is something that is no backup of this vault.
    package func backUp(
        to path: String, progress: (Int, Int) -> Void
    ) throws -> (summary: BackupSummary, bytes: Int) {
        try BackupPlace.check(path, vaultID)
        UnfinishedBackup.removeAbandoned(beside: path, keys)
        let written = try BackupFileError.translating { try UnfinishedBackup.begin(beside: path, keys) }
        do {
            let summary = try writeBackup(to: { try written.write($0) }, progress: { progress($0, 2 * $1) })
            try written.synchronize()
            let found = try readBack(written) { progress($1 + $0, 2 * $1) }
            guard found == summary else { throw BackupFileError.unfaithful }
            // Someone may have put a file there meanwhile.
            try BackupPlace.check(path, vaultID)
            guard unsafe rename(written.path, path) == 0 else { throw BackupFileError(StoreError(systemError: errno)) }
            try BackupFileError.translating { try OpenFile.synchronizeFolder(BackupPlace.folder(of: path)) }
            return (summary, written.length)
        } catch {
            unsafe unlink(written.path)
            throw error
        }
    }

    private func readBack(_ file: UnfinishedBackup, progress: (Int, Int) -> Void) throws -> BackupSummary {
        do {
            var position = 0
            let source = { (count: Int) in
                let bytes = try file.read(count, at: position)
                position += bytes.count
                return bytes
            }
            let header = try BackupHeader(try source(BackupHeader.length), newestSchema: keys.schema)
            return try readBackup(header, from: source, progress: progress) { _ in }
        } catch is BackupError, is KeyError, is BackupFileError {
            throw BackupFileError.unfaithful
        }
    }
}

/// Where a backup is to lie.
private enum BackupPlace {
    /// - Throws: `BackupFileError.taken` unless there is nothing, or an earlier backup of the same vault.
    static func check(_ path: String, _ vaultID: UUID) throws {
        guard let facts = FileFacts(path) else { return }
        guard !facts.isSymbolicLink else { throw BackupFileError.symbolicLink }
        guard facts.isRegular else { throw BackupFileError.notRegular }
        let start = try BackupFileError.translating {
            // Without waiting, in case a pipe came to lie there meanwhile.
            try OpenFile(path, O_RDONLY | O_NONBLOCK).read(upTo: BackupHeader.length)
        }
        guard let header = try? BackupHeader(start, newestSchema: SealedVault.newestSchema),
            header.vault.vaultID == vaultID
        else { throw BackupFileError.taken }
    }

    static func folder(of path: String) -> String {
        VaultFiles(database: path, witnessFolder: "").folder
    }
}
