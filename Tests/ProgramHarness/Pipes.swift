#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A pipe whose ends are closed once each.
final class Pipe {
    private(set) var read: Int32 = -1
    private(set) var write: Int32 = -1

    func open() throws {
        (read, write) = try Posix.pipe()
    }

    func closeRead() {
        if read >= 0 { Posix.close(read) }
        read = -1
    }

    func closeWrite() {
        if write >= 0 { Posix.close(write) }
        write = -1
    }

    func close() {
        closeRead()
        closeWrite()
    }
}

/// Bytes on their way into a program.
final class Feed {
    let pipe = Pipe()
    private var rest: ArraySlice<UInt8>
    private(set) var isComplete = false

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    func advance() {
        guard !isComplete else { return }
        if !rest.isEmpty {
            guard let count = Posix.write(rest, to: pipe.write) else { return end() }
            rest = rest.dropFirst(count)
        }
        if rest.isEmpty { end() }
    }

    private func end() {
        pipe.closeWrite()
        isComplete = true
    }
}

/// Bytes that come out of a program.
final class Capture {
    let pipe = Pipe()
    private(set) var bytes: [UInt8] = []
    private(set) var isComplete = false

    var text: String { String(decoding: bytes, as: UTF8.self) }

    func advance() {
        guard !isComplete else { return }
        guard let more = Posix.read(pipe.read) else {
            isComplete = true
            return
        }
        bytes += more
    }
}

/// Ends programs that took too long.
enum Reaper {
    static func end(_ process: pid_t) {
        Posix.kill(process, SIGKILL)
        for _ in 0..<200 {
            if Posix.status(of: process) != nil { return }
            Posix.wait(reading: [], milliseconds: 10)
        }
    }
}
