#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif
import Synchronization

/// A call of the system that failed, and its error number.
package struct SystemFailure: Error, CustomStringConvertible {
    package let call: String
    package let number: Int32

    init(_ call: String, _ number: Int32 = errno) {
        self.call = call
        self.number = number
    }

    package var description: String { "\(call) failed with error \(number)" }
}

/// All that touches the system's pointers, so that the rest of the harness does not.
enum Posix {
    /// Writing to a program that has ended must fail, not end the tests.
    static let ignoresBrokenPipes: Bool = {
        signal(SIGPIPE, SIG_IGN)
        return true
    }()

    private static let gate = Mutex(())

    /// Runs alone: a program started by another test must not inherit what is not yet marked to be closed.
    static func alone<Result>(_ body: () throws -> Result) rethrows -> Result {
        try gate.withLock { _ in try body() }
    }

    /// Both ends far above the numbers that programs are given, and closed in whatever is started.
    static func pipe() throws -> (read: Int32, write: Int32) {
        try alone { try makePipe() }
    }

    private static func makePipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        #if canImport(Glibc)
        let result = unsafe Glibc.pipe(&ends)
        #elseif canImport(Musl)
        let result = unsafe Musl.pipe(&ends)
        #else
        let result = unsafe Darwin.pipe(&ends)
        #endif
        guard result == 0 else { throw SystemFailure("pipe") }
        return (try aside(ends[0]), try aside(ends[1]))
    }

    /// The same open file under a high number.
    static func aside(_ descriptor: Int32) throws -> Int32 {
        let high = fcntl(descriptor, F_DUPFD_CLOEXEC, 100)
        let number = errno
        close(descriptor)
        guard high >= 0 else { throw SystemFailure("fcntl", number) }
        return high
    }

    static func setNonBlocking(_ descriptor: Int32) {
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }

    /// What can be read now; nil at the end, empty where nothing has come yet.
    static func read(_ descriptor: Int32) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65536)
        #if canImport(Glibc)
        let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
        #elseif canImport(Musl)
        let count = unsafe Musl.read(descriptor, &buffer, buffer.count)
        #else
        let count = unsafe Darwin.read(descriptor, &buffer, buffer.count)
        #endif
        if count > 0 { return Array(buffer.prefix(count)) }
        return count < 0 && (errno == EAGAIN || errno == EINTR) ? [] : nil
    }

    /// How many bytes went in now; nil when nobody reads any more.
    static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Int? {
        let bytes = Array(bytes)
        #if canImport(Glibc)
        let count = unsafe Glibc.write(descriptor, bytes, bytes.count)
        #elseif canImport(Musl)
        let count = unsafe Musl.write(descriptor, bytes, bytes.count)
        #else
        let count = unsafe Darwin.write(descriptor, bytes, bytes.count)
        #endif
        if count >= 0 { return count }
        return errno == EAGAIN || errno == EINTR ? 0 : nil
    }

    /// Waits until one of the descriptors has something, or `milliseconds` have passed.
    static func wait(reading: [Int32], writing: [Int32] = [], milliseconds: Int32) {
        var entries = reading.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        entries += writing.map { pollfd(fd: $0, events: Int16(POLLOUT), revents: 0) }
        _ = unsafe poll(&entries, nfds_t(entries.count), milliseconds)
    }

    /// The exit status, 128 and the signal's number where one ended it; nil while the process runs.
    static func status(of process: pid_t) -> Int32? {
        var status: Int32 = 0
        guard unsafe waitpid(process, &status, WNOHANG) == process else { return nil }
        let signal = status & 0x7f
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal
    }

    static func kill(_ process: pid_t, _ signal: Int32) {
        #if canImport(Glibc)
        _ = Glibc.kill(process, signal)
        #elseif canImport(Musl)
        _ = Musl.kill(process, signal)
        #else
        _ = Darwin.kill(process, signal)
        #endif
    }

    static func close(_ descriptor: Int32) {
        #if canImport(Glibc)
        _ = Glibc.close(descriptor)
        #elseif canImport(Musl)
        _ = Musl.close(descriptor)
        #else
        _ = Darwin.close(descriptor)
        #endif
    }
}
