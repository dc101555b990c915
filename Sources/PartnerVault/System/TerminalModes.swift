#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif
import Synchronization

/// The terminal's settings while someone is asked, kept where every way out of the program finds them.
enum TerminalModes {
    private struct Saved {
        var descriptor: Int32
        var modes: termios
    }

    private static let saved = Mutex<Saved?>(nil)

    /// Turns echo, line editing and signal keys off, so that every key reaches the reader and none the screen.
    ///
    /// Without line editing the kernel keeps no line of its own, and Ctrl-C is a byte like any other.
    static func hide(_ descriptor: Int32) -> Bool {
        guard var modes = remember(descriptor) else { return false }
        let off = ECHO | ECHONL | ICANON | ISIG | IEXTEN
        modes.c_lflag &= ~tcflag_t(off)
        unsafe withUnsafeMutableBytes(of: &modes.c_cc) { keys in
            unsafe keys[Int(VMIN)] = 1
            unsafe keys[Int(VTIME)] = 0
        }
        guard unsafe tcsetattr(descriptor, TCSAFLUSH, &modes) == 0 else {
            saved.withLock { $0 = nil }
            return false
        }
        return true
    }

    /// Keeps the settings as they are, and lets an interruption know that someone is being asked.
    @discardableResult
    static func remember(_ descriptor: Int32) -> termios? {
        var modes = termios()
        guard unsafe tcgetattr(descriptor, &modes) == 0 else { return nil }
        saved.withLock { $0 = Saved(descriptor: descriptor, modes: modes) }
        return modes
    }

    /// Puts the terminal back as it was; says whether there was anything to put back.
    ///
    /// What was pasted beyond the answer is thrown away: the rest of a secret must not become a shell's command line.
    static func restore() -> Bool {
        saved.withLock { saved in
            guard var before = saved else { return false }
            unsafe tcsetattr(before.descriptor, TCSAFLUSH, &before.modes)
            saved = nil
            return true
        }
    }
}
