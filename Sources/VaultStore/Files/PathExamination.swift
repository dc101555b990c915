internal import CPlatform
internal import FoundationEssentials

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// What is wrong with one path, by `lstat` alone: nothing is opened, so that it works on what commands refuse.
package struct PathExamination: Sendable {
    package let path: String
    package let exists: Bool
    package let size: Int64
    package let findings: [StoreError.FileFinding]

    /// A file that only its owner may read, under one name.
    package init(file path: String) {
        self.init(path) { facts in
            guard facts.isRegular else { return [.notRegular] }
            return Self.rights(facts) + (facts.links == 1 ? [] : [.severalLinks])
        }
    }

    /// A folder that only its owner may enter.
    package init(folder path: String) {
        self.init(path) { $0.isFolder ? Self.rights($0) : [.notFolder] }
    }

    private init(_ path: String, _ examine: (FileFacts) -> [StoreError.FileFinding]) {
        self.path = path
        guard let facts = FileFacts(path) else {
            (exists, size, findings) = (false, 0, [])
            return
        }
        (exists, size) = (true, facts.size)
        findings = facts.isSymbolicLink ? [.symbolicLink] : examine(facts)
    }

    private static func rights(_ facts: FileFacts) -> [StoreError.FileFinding] {
        (facts.owner == geteuid() ? [] : [.foreignOwner]) + (facts.mode & 0o077 == 0 ? [] : [.openToOthers])
    }
}

/// What lies around a vault.
extension VaultFiles {
    package var folderExamination: PathExamination { PathExamination(folder: folder) }
    package var fileExamination: PathExamination { PathExamination(file: database) }
    package var lockExamination: PathExamination { PathExamination(file: lock) }
    package var logExamination: PathExamination { PathExamination(file: database + "-wal") }
    package var witnessFolderExamination: PathExamination { PathExamination(folder: witnessFolder) }

    /// What SQLite may leave beside the database, the log apart.
    package var companionExaminations: [PathExamination] {
        ["-shm", "-journal"].map { PathExamination(file: database + $0) }
    }

    /// Whether some process has the vault open; false where nothing says so.
    package var isInUse: Bool { unsafe pv_is_lock_free(lock) == 0 }

    /// Nil where the system does not say.
    package var isOnNetworkFileSystem: Bool? {
        switch unsafe pv_is_network_file_system(folder) {
        case 0: false
        case 1: true
        default: nil
        }
    }

    package var freeBytes: Int64? {
        let bytes = unsafe pv_free_bytes(folder)
        return bytes < 0 ? nil : bytes
    }

    /// Files that a making, a restore or a witness left when it was killed.
    package var leftovers: [String] {
        let name = database.split(separator: "/").last.map { String($0) } ?? database
        let beside = Self.names(in: folder).filter { other in
            other.hasPrefix(name) && (other.hasPrefix(name + ".new") || other.contains(".before-restore"))
        }.map { "\(folder)/\($0)" }
        let witnesses = Self.names(in: witnessFolder).filter { $0.contains(".witness.") && $0.hasSuffix(".new") }
        return (beside + witnesses.map { "\(witnessFolder)/\($0)" }).sorted()
    }

    private static func names(in folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }
}
