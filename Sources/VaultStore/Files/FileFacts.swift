internal import FoundationEssentials

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Which file a path leads to, whatever it is called.
struct FileIdentity: Sendable, Equatable {
    let device: UInt64
    let inode: UInt64
}

/// What `lstat` says of a path, without opening or following it.
struct FileFacts {
    let identity: FileIdentity
    let mode: mode_t
    let owner: uid_t
    let links: UInt64
    let size: Int64
    let modified: Date

    /// Nil where there is nothing.
    init?(_ path: String) {
        var facts = stat()
        guard unsafe lstat(path, &facts) == 0 else { return nil }
        identity = FileIdentity(
            device: UInt64(truncatingIfNeeded: facts.st_dev), inode: UInt64(truncatingIfNeeded: facts.st_ino))
        mode = facts.st_mode
        owner = facts.st_uid
        links = UInt64(truncatingIfNeeded: facts.st_nlink)
        size = Int64(facts.st_size)
        #if canImport(Glibc)
        let seconds = facts.st_mtim.tv_sec
        #else
        let seconds = facts.st_mtimespec.tv_sec
        #endif
        modified = Date(timeIntervalSince1970: Double(seconds))
    }

    var isSymbolicLink: Bool { mode & S_IFMT == S_IFLNK }
    var isRegular: Bool { mode & S_IFMT == S_IFREG }
    var isFolder: Bool { mode & S_IFMT == S_IFDIR }
}
