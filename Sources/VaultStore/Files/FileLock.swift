#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// An advisory lock on a file of its own, held as long as this lives; the kernel drops it when the process dies.
final class FileLock: Sendable {
    enum Mode { case shared, exclusive }

    private let file: OpenFile

    /// Waits up to `patience` for the lock.
    ///
    /// - Throws: `StoreError.busy` when another process keeps it.
    init(_ path: String, _ mode: Mode, patience: Duration) throws(StoreError) {
        file = try OpenFile(path, O_RDWR | O_CREAT)
        let operation = (mode == .shared ? LOCK_SH : LOCK_EX) | LOCK_NB
        let clock = ContinuousClock()
        let end = clock.now + patience
        while flock(file.descriptor, operation) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else { throw StoreError(systemError: errno) }
            guard clock.now < end else { throw .busy }
            // flock has no time limit of its own.
            usleep(20_000)
        }
    }

    /// Gives the lock up before its end of life.
    func release() {
        flock(file.descriptor, LOCK_UN)
    }
}
