#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif
import VaultCore

/// A line that is typed without being seen, key by key, straight into locked memory.
struct HiddenLine {
    /// How many bytes the line has so far.
    private(set) var length = 0

    /// Reads one key; false when the line is complete.
    mutating func take(from terminal: Int32, into block: UnsafeMutableRawBufferPointer) throws -> Bool {
        guard length < block.count else {
            throw VaultFailure(.inputUnreadable, "what was typed is longer than \(block.count - 1) bytes")
        }
        let slot = unsafe UnsafeMutableRawBufferPointer(rebasing: block[length..<(length + 1)])
        let count = unsafe read(terminal, slot.baseAddress, 1)
        if count < 0 && errno == EINTR { return true }
        guard count == 1 else { throw VaultFailure(.locked, "the terminal went away") }
        let key = unsafe slot[0]
        switch key {
        case 0x20...0x7e, 0x80...0xff:
            length += 1
            return true
        case UInt8(ascii: "\n"), UInt8(ascii: "\r"), Key.endOfFile:
            return false
        case Key.interrupt, Key.quit:
            throw Interruption()
        case Key.backspace, Key.delete:
            unsafe erase(in: block)
        case Key.kill:
            length = 0
        case UInt8(ascii: "\t"):
            length += 1
        default:
            // Other control keys mean nothing here; to drop them is what terminals do.
            break
        }
        return true
    }

    /// Takes back one character: bytes that continue it in UTF-8, then its first.
    private mutating func erase(in block: UnsafeMutableRawBufferPointer) {
        while length > 0 {
            length -= 1
            if unsafe block[length] & 0xc0 != 0x80 { return }
        }
    }

    /// Keys that a terminal would act on itself, were it not told to pass everything on.
    private enum Key {
        static let interrupt: UInt8 = 0x03
        static let endOfFile: UInt8 = 0x04
        static let backspace: UInt8 = 0x08
        static let kill: UInt8 = 0x15
        static let quit: UInt8 = 0x1c
        static let delete: UInt8 = 0x7f
    }
}
