internal import FoundationEssentials
internal import VaultCrypto

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// The file that a backup is before it takes its name. A class, since closures hold it.
///
/// Locked as long as somebody writes it, and called `FILE.<random><tag>.new`: who holds the vault's keys can tell what
/// a killed `backup` left from a stranger's file, even where not one byte came to be written.
final class UnfinishedBackup {
    let path: String
    private(set) var length = 0
    private let file: OpenFile

    /// Makes the file beside `target`.
    static func begin(beside target: String, _ keys: borrowing VaultKeys) throws -> UnfinishedBackup {
        while true {
            let path = path(beside: target, .random(in: .min ... .max), keys)
            let made = UnfinishedBackup(path, try OpenFile(path, O_CREAT | O_EXCL | O_RDWR))
            // In the moment before the lock, another backup may have begun to remove it.
            if made.lock(), FileFacts(path) != nil { return made }
        }
    }

    private init(_ path: String, _ file: consuming OpenFile) {
        self.path = path
        self.file = file
    }

    /// False where another process has the lock. A file system without locks gives them to nobody, so that nobody takes
    /// the file for abandoned either.
    private func lock() -> Bool {
        flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK
    }

    /// Removes what was left of backups to `target` that were killed; what somebody still writes stays.
    static func removeAbandoned(beside target: String, _ keys: borrowing VaultKeys) {
        let files = VaultFiles(database: target, witnessFolder: "")
        for name in (try? FileManager.default.contentsOfDirectory(atPath: files.folder)) ?? [] {
            let path = files.folder + "/" + name
            guard isOurs(path, beside: files.folder + "/" + files.name, keys), FileFacts(path)?.isRegular == true,
                let file = try? OpenFile(path, O_RDWR | O_NONBLOCK), flock(file.descriptor, LOCK_EX | LOCK_NB) == 0
            else { continue }
            unsafe unlink(path)
        }
    }

    func write(_ bytes: [UInt8]) throws {
        // An interruption leaves no half a backup behind.
        try Task.checkCancellation()
        try BackupFileError.translating { try file.write(bytes) }
        length += bytes.count
    }

    func read(_ count: Int, at offset: Int) throws -> [UInt8] {
        try Task.checkCancellation()
        return try BackupFileError.translating { try file.read(upTo: count, at: offset) }
    }

    /// Makes it durable and forgets what is in memory of it, so that it is read back from the disk.
    func synchronize() throws {
        // The umask can only take rights away; this gives the owner's back.
        guard fchmod(file.descriptor, 0o600) == 0 else { throw BackupFileError.system(errno) }
        try BackupFileError.translating { try file.synchronize() }
        #if canImport(Glibc)
        posix_fadvise(file.descriptor, 0, 0, POSIX_FADV_DONTNEED)
        #endif
    }
}

// Its name.
extension UnfinishedBackup {
    private static let ending = ".new"

    private static func isOurs(_ path: String, beside target: String, _ keys: borrowing VaultKeys) -> Bool {
        guard path.hasPrefix(target + "."), path.hasSuffix(ending) else { return false }
        let digits = path.dropFirst(target.count + 1).dropLast(ending.count).prefix(8)
        return UInt32(digits, radix: 16).map { Self.path(beside: target, $0, keys) } == path
    }

    static func path(beside target: String, _ number: UInt32, _ keys: borrowing VaultKeys) -> String {
        var writer = ByteWriter()
        writer.put("PV1B")
        writer.put(keys.vaultID)
        writer.put(number)
        // Under the key that no re-keying changes.
        let tag = Hash32(of: writer.bytes, key: keys.witness).words[0]
        return "\(target).\(hex(number))\(hex(tag))\(ending)"
    }

    private static func hex(_ number: some FixedWidthInteger) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: number.bitWidth / 4 - digits.count) + digits
    }
}
