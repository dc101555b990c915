import CPlatform
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif
import VaultCore

/// A file that others read while it is written anew: they see the old text or the new one, whole.
enum OutputFile {
    /// Names of tenants are in what is written, so that a new file is its owner's alone.
    static let usualMode: mode_t = 0o600

    /// Writes beside `path`, makes it durable, and renames it into place. A file that is there keeps its owner, group
    /// and permissions; a new one gets `mode`.
    ///
    /// - Throws: `unsafeFiles` for a link or anything else that is no file; `diskFull`, with the old file as it was.
    static func write(_ text: String, to path: String, mode: mode_t = usualMode) throws {
        let present = try Present(path)
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        // Not named after the target: collectors take every file with their ending.
        let name = UInt64.random(in: 0 ... .max)
        let temporary = "\(folder).partner-vault-\(String(name, radix: 16)).tmp"
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(errno, path) }
        do {
            defer { close(descriptor) }
            // Rights last: nobody reads half a text.
            try Streams.write(text, to: descriptor)
            try present.lendRights(to: descriptor, mode)
            guard fsync(descriptor) == 0 else { throw failure(errno, path) }
            try replace(path, by: temporary)
        } catch {
            unsafe unlink(temporary)
            throw error
        }
        PrivateFile.syncFolder(of: path)
    }

    /// Refuses early what `write` would refuse, before anyone is asked for a passphrase.
    static func check(_ path: String) throws {
        guard path != "-" else {
            throw Values.usage("\"-\" is no file to write to", "name one")
        }
        _ = try Present(path)
    }

    /// Whether the file at `path` says exactly `text`; nil where there is none.
    static func holds(_ text: String, at path: String) throws -> Bool? {
        try Present(path).holds(Array(text.utf8))
    }

    private static func replace(_ path: String, by temporary: String) throws {
        guard unsafe rename(temporary, path) == 0 else { throw failure(errno, path) }
    }

    fileprivate static func failure(_ number: Int32, _ path: String) -> VaultFailure {
        let file = "the output file \(Printable.text(path))"
        if number == ENOSPC || number == EDQUOT {
            return VaultFailure(.diskFull, "no space is left for \(file)")
        }
        return VaultFailure(.failure, "\(file) cannot be written: \(Streams.reason(number))")
    }
}

/// What lies at the target already; open as long as this is held.
private final class Present {
    private let path: String
    private let descriptor: Int32
    private var facts = pv_file_facts()

    init(_ path: String) throws {
        self.path = path
        // A pipe without a writer must not hang the program.
        descriptor = unsafe open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else {
            let number = errno
            if number == ENOENT { return }
            // A rename would replace the link, and writing through it goes where somebody else decides.
            if number == ELOOP { throw refused("is a symbolic link", hint: "name the file that it points to") }
            throw OutputFile.failure(number, path)
        }
        let result = unsafe pv_file_facts(descriptor, &facts)
        guard result == 0 else { throw OutputFile.failure(result, path) }
        guard facts.is_regular else { throw refused("is no regular file", hint: "name another") }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Whether it says exactly `text`; nil where there is nothing.
    func holds(_ text: [UInt8]) throws -> Bool? {
        guard descriptor >= 0 else { return nil }
        // One byte more tells whether it is longer.
        var found = [UInt8](repeating: 0, count: text.count + 1)
        var length = 0
        while length < found.count {
            let count = unsafe found.withUnsafeMutableBytes { bytes in
                unsafe read(descriptor, bytes.baseAddress?.advanced(by: length), bytes.count - length)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw OutputFile.failure(errno, path) }
            if count == 0 { break }
            length += count
        }
        return found.prefix(length).elementsEqual(text)
    }

    /// Lets those read the new file who may read this one, or, where there is none, gives it `mode`.
    func lendRights(to new: Int32, _ mode: mode_t) throws {
        guard descriptor >= 0 else {
            guard fchmod(new, mode) == 0 else { throw OutputFile.failure(errno, path) }
            return
        }
        var own = pv_file_facts()
        let result = unsafe pv_file_facts(new, &own)
        guard result == 0 else { throw OutputFile.failure(result, path) }
        // With another group, rights of the group would be rights of others.
        if own.owner != facts.owner || own.group != facts.group {
            guard fchown(new, facts.owner, facts.group) == 0 else {
                throw refused(
                    "belongs to a user or a group that a new file cannot be given to",
                    hint: "remove it, or make it yours")
            }
        }
        guard fchmod(new, mode_t(facts.mode & 0o777)) == 0 else { throw OutputFile.failure(errno, path) }
        let copied = pv_copy_access_list(descriptor, new)
        guard copied == 0 else { throw OutputFile.failure(copied, path) }
    }

    private func refused(_ why: String, hint: String) -> VaultFailure {
        VaultFailure(.unsafeFiles, "the output file \(Printable.text(path)) \(why)", hint: hint)
    }
}
