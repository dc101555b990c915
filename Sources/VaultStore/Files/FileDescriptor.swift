#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// An open file that is closed when it goes.
struct OpenFile: ~Copyable, Sendable {
    let descriptor: Int32

    /// - Throws: `StoreError` by errno; a symbolic link is never followed.
    init(_ path: String, _ flags: Int32, mode: mode_t = 0o600) throws(StoreError) {
        let descriptor = unsafe open(path, flags | O_NOFOLLOW | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw StoreError(systemError: errno) }
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// At most `limit` bytes from `offset`, fewer only at the end of the file.
    borrowing func read(upTo limit: Int, at offset: Int = 0) throws(StoreError) -> [UInt8] {
        unsafe try Self.fill(limit) { space, filled in
            unsafe pread(descriptor, space, limit - filled, off_t(offset + filled))
        }
    }

    /// At most `limit` bytes of what `descriptor` gives next, fewer only at its end.
    static func readNext(_ descriptor: Int32, upTo limit: Int) throws(StoreError) -> [UInt8] {
        unsafe try fill(limit) { space, filled in unsafe systemRead(descriptor, space, limit - filled) }
    }

    private static func fill(
        _ limit: Int, _ read: (UnsafeMutableRawPointer?, Int) -> Int
    ) throws(StoreError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: limit)
        var filled = 0
        while filled < limit {
            let count = unsafe bytes.withUnsafeMutableBytes { space in
                unsafe read(space.baseAddress?.advanced(by: filled), filled)
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw StoreError(systemError: errno)
            }
            if count == 0 { break }
            filled += count
        }
        bytes.removeLast(limit - filled)
        return bytes
    }

    borrowing func write(_ bytes: [UInt8]) throws(StoreError) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Self.systemWrite(descriptor, buffer.baseAddress?.advanced(by: written), bytes.count - written)
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw StoreError(systemError: errno)
            }
            written += count
        }
    }

    /// Until this returns, what was written may be lost with the power.
    borrowing func synchronize() throws(StoreError) {
        guard fsync(descriptor) == 0 else { throw StoreError(systemError: errno) }
    }

    /// Makes a rename or a new file in `path` durable.
    static func synchronizeFolder(_ path: String) throws(StoreError) {
        try OpenFile(path, O_RDONLY | O_DIRECTORY).synchronize()
    }

    private static func systemRead(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
        #if canImport(Glibc)
        unsafe Glibc.read(descriptor, bytes, count)
        #else
        unsafe Darwin.read(descriptor, bytes, count)
        #endif
    }

    private static func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
        #if canImport(Glibc)
        unsafe Glibc.write(descriptor, bytes, count)
        #else
        unsafe Darwin.write(descriptor, bytes, count)
        #endif
    }
}

extension StoreError {
    /// The failure that an errno of the file system stands for.
    init(systemError: Int32) {
        switch systemError {
        case ENOENT: self = .noVault
        case EEXIST: self = .vaultExists
        case ENOSPC, EDQUOT, EFBIG: self = .diskFull
        case ELOOP: self = .unsafe(.symbolicLink)
        default: self = .inputOutput(systemError)
        }
    }
}
