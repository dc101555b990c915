internal import VaultStore

extension Doctor {
    /// Kinds, owners, modes and links.
    func paths() -> [DoctorFinding] {
        let file = files.fileExamination
        guard file.exists else {
            return [
                .finding(
                    "file", "there is no vault at \(file.path)",
                    mend: "make one with \"partner-vault init\", or name one with --vault FILE")
            ]
        }
        let others = files.companionExaminations.filter(\.exists).map { Self.judge("companions", $0, isFolder: false) }
        let folder = Self.judge("folder", files.folderExamination, isFolder: true)
        return [folder, Self.judge("file", file, isFolder: false)] + others + [lock(), log()] + leftovers()
    }

    /// Where the vault lies, and how much room there is.
    func disk() -> [DoctorFinding] {
        guard files.folderExamination.exists else { return [] }
        var findings: [DoctorFinding] = []
        switch files.isOnNetworkFileSystem {
        case true?:
            findings.append(
                .finding(
                    "fileSystem", "a network file system, where locks cannot be trusted",
                    mend: "move the vault to a local disk, and put backups there instead"))
        case false?: findings.append(.ok("fileSystem", "a local one"))
        case nil: findings.append(.warning("fileSystem", "the system does not say what kind it is", mend: nil))
        }
        guard let free = files.freeBytes else { return findings }
        // A re-keying and a backup each write the vault once more.
        let needed = files.fileExamination.size * 2 + 16 << 20
        let found = "\(Self.size(free)) are free"
        findings.append(
            free < needed
                ? .finding("freeSpace", found, mend: "free some room: \(Self.size(needed)) are safe")
                : .ok("freeSpace", found))
        return findings
    }

    static func judge(_ check: String, _ examined: PathExamination, isFolder: Bool) -> DoctorFinding {
        guard examined.exists else {
            return .finding(check, "there is nothing at \(examined.path)", mend: nil)
        }
        guard let first = examined.findings.first else {
            return .ok(check, "\(examined.path) is yours alone")
        }
        let found = examined.findings.map(\.rawValue).joined(separator: " and ")
        return .finding(check, "\(examined.path) \(found)", mend: mend(first, examined.path, isFolder: isFolder))
    }

    private static func mend(_ finding: StoreError.FileFinding, _ path: String, isFolder: Bool) -> String {
        let quoted = shellQuoted(path)
        return switch finding {
        case .symbolicLink: "put the real thing in its place, or name that with --vault"
        case .notRegular, .notFolder: "move it out of the way"
        case .foreignOwner: "sudo chown \"$(id -un)\" \(quoted)"
        case .openToOthers: "chmod \(isFolder ? "700" : "600") \(quoted)"
        case .severalLinks: "find its other names with \"find / -xdev -samefile \(quoted)\", and remove them"
        }
    }

    private func lock() -> DoctorFinding {
        let lock = files.lockExamination
        guard lock.exists else { return .ok("lock", "nobody has opened the vault yet") }
        let judged = Self.judge("lock", lock, isFolder: false)
        guard judged.state == .ok else { return judged }
        return .ok("lock", files.isInUse ? "another command has the vault open" : "nobody has the vault open")
    }

    /// SQLite's log, in which replaced and deleted rows live on until it is moved into the file.
    private func log() -> DoctorFinding {
        let log = files.logExamination
        guard log.exists, log.size > 0 else { return .ok("residue", "none") }
        let judged = Self.judge("residue", log, isFolder: false)
        guard judged.state == .ok else { return judged }
        let found = "\(Self.size(log.size)) in the log"
        if !files.isInUse {
            return .warning(
                "residue", "pending: \(found), since a command was killed",
                mend: "\"partner-vault verify\", or any command that opens the vault")
        }
        return log.size > 16 << 20
            ? .warning("residue", "pending: \(found), which a reader keeps", mend: "end commands that hang")
            : .ok("residue", "\(found), which is in use")
    }

    private func leftovers() -> [DoctorFinding] {
        let left = files.leftovers
        guard !left.isEmpty else { return [.ok("leftovers", "none")] }
        return left.map { path in
            guard !path.contains(".before-restore") || path.hasSuffix(".new") else {
                return .warning(
                    "leftovers", "\(path) is what a restore replaced",
                    mend: "once nobody misses anything in it: rm \(shellQuoted(path))")
            }
            return .warning(
                "leftovers", "\(path) was left by a command that was killed",
                mend: "when no init and no restore is running: rm \(shellQuoted(path))")
        }
    }

    static func size(_ bytes: Int64) -> String {
        switch bytes {
        case ..<(10 << 10): "\(bytes) bytes"
        case ..<(10 << 20): "\(bytes >> 10) KiB"
        case ..<(10 << 30): "\(bytes >> 20) MiB"
        default: "\(bytes >> 30) GiB"
        }
    }
}
