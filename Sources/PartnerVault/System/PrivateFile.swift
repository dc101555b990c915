import CPlatform
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif
import VaultCore
import VaultCrypto

/// Files that hold a secret: read only when nobody else can, written so that nobody else ever could.
enum PrivateFile {
    /// Whose a file may be, and who else may read it.
    enum Keeper {
        case user
        /// The service manager: its files may be root's, and are lent to the unit's user by an access list, which shows
        /// as rights of the group.
        case serviceManager

        fileprivate var owners: Set<uid_t> { self == .user ? [geteuid()] : [geteuid(), 0] }
        fileprivate var refusedMode: UInt32 { self == .user ? 0o077 : 0o027 }
    }

    /// Reads a whole file that this user owns and only this user can read; a final line end is dropped unless it is
    /// part of what the file says.
    ///
    /// - Throws: `unsafeFiles` for a link, another kind of file, another owner or an open mode.
    static func read(
        _ path: String,
        called what: String,
        limit: Int = 64 * 1024,
        keptBy keeper: Keeper = .user,
        droppingNewline: Bool = true
    ) throws -> SecretBytes {
        // A pipe without a writer must not hang the program, and a link could be turned between look and use.
        let descriptor = unsafe open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw openFailure(errno, path: path, what: what) }
        defer { close(descriptor) }
        try check(descriptor, path: path, what: what, keeper)
        do {
            return try SecretReader.readAll(from: descriptor, limit: limit, droppingNewline: droppingNewline)
        } catch {
            throw Failures.unread(error, "the \(what) \(shown(path))")
        }
    }

    /// Makes a file that only this user can read; refuses when there is something at `path` already.
    static func create(_ path: String, called what: String, content: borrowing SecretBytes) throws {
        let file = try NewPrivateFile(path, called: what)
        try Streams.write(content, to: file.descriptor)
        try file.keep()
    }

    /// Opens a file that is not there yet.
    static func openNew(_ path: String, called what: String) throws -> Int32 {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let number = errno
            guard number == EEXIST else { throw openFailure(number, path: path, what: what) }
            throw VaultFailure(.alreadyThere, "there is already a file at \(shown(path))", hint: "choose another path")
        }
        // The umask can only take rights away; this gives the owner's back.
        guard fchmod(descriptor, 0o600) == 0 else {
            let failure = openFailure(errno, path: path, what: what)
            close(descriptor)
            remove(path)
            throw failure
        }
        return descriptor
    }

    /// Takes back a file that was just made.
    static func remove(_ path: String) {
        unsafe unlink(path)
    }

    /// Whether something lies at `path`, a dangling link included.
    static func exists(_ path: String) -> Bool {
        unsafe pv_path_exists(path)
    }

    private static func check(_ descriptor: Int32, path: String, what: String, _ keeper: Keeper) throws {
        var facts = pv_file_facts()
        let result = unsafe pv_file_facts(descriptor, &facts)
        guard result == 0 else { throw openFailure(result, path: path, what: what) }
        let file = "the \(what) \(shown(path))"
        guard facts.is_regular else {
            throw VaultFailure(.unsafeFiles, "\(file) is not a regular file")
        }
        guard keeper.owners.contains(facts.owner) else {
            throw VaultFailure(.unsafeFiles, "\(file) belongs to another user", hint: "make a copy that is yours")
        }
        guard facts.mode & keeper.refusedMode == 0 else {
            throw VaultFailure(
                .unsafeFiles,
                "\(file) is open to other users",
                hint: "run \"chmod 600 \(shown(path))\""
            )
        }
    }

    static func openFailure(_ number: Int32, path: String, what: String) -> VaultFailure {
        if number == ELOOP { return VaultFailure(.unsafeFiles, "the \(what) \(shown(path)) is a symbolic link") }
        if number == ENOSPC || number == EDQUOT {
            return VaultFailure(.diskFull, "no space is left for the \(what) \(shown(path))")
        }
        return VaultFailure(
            .inputUnreadable,
            "the \(what) \(shown(path)) cannot be opened: \(Streams.reason(number))"
        )
    }

    /// The name of a new file is durable only with its folder.
    static func syncFolder(of path: String) {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private static func shown(_ path: String) -> String { Printable.text(path) }
}
