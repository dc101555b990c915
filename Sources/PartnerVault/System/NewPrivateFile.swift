#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif
import VaultCore

/// A file in the making that only this user can read; it goes with this object unless it is kept.
final class NewPrivateFile {
    let descriptor: Int32
    private let path: String
    private let what: String
    private var isKept = false

    /// Refuses when there is something at `path` already.
    init(_ path: String, called what: String) throws {
        descriptor = try PrivateFile.openNew(path, called: what)
        self.path = path
        self.what = what
    }

    /// Makes the file durable; it stays.
    func keep() throws {
        guard fsync(descriptor) == 0 else { throw PrivateFile.openFailure(errno, path: path, what: what) }
        PrivateFile.syncFolder(of: path)
        isKept = true
    }

    deinit {
        close(descriptor)
        if !isKept { PrivateFile.remove(path) }
    }
}
