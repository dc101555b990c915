#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A terminal of our own: we hold the side where a person sits.
final class PseudoTerminal: Sendable {
    let master: Int32
    let name: String
    // Held open so that the terminal keeps its settings after the program has gone.
    private let other: Int32

    init(columns: Int, rows: Int) throws {
        (master, other, name) = try Posix.alone { try Self.open() }
        resize(columns: columns, rows: rows)
        Posix.setNonBlocking(master)
    }

    private static func open() throws -> (master: Int32, other: Int32, name: String) {
        // openpty(3) does not set close-on-exec: the descriptors are moved to where it is set.
        var ends: (master: Int32, other: Int32) = (-1, -1)
        guard unsafe openpty(&ends.master, &ends.other, nil, nil, nil) == 0 else { throw SystemFailure("openpty") }
        // The buffer of ttyname is copied at once.
        guard let pointer = unsafe ttyname(ends.other) else { throw SystemFailure("ttyname") }
        let name = unsafe String(cString: pointer)
        return (try Posix.aside(ends.master), try Posix.aside(ends.other), name)
    }

    deinit {
        Posix.close(master)
        Posix.close(other)
    }

    func resize(columns: Int, rows: Int) {
        var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = unsafe ioctl(master, UInt(TIOCSWINSZ), &size)
    }

    /// Whether what is typed is shown.
    var echoes: Bool {
        var modes = termios()
        guard unsafe tcgetattr(other, &modes) == 0 else { return false }
        return modes.c_lflag & tcflag_t(ECHO) != 0
    }
}
