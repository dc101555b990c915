#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif
import VaultCore
import VaultCrypto

/// The reader of standard output has gone, as `head` does; there is nobody left to tell.
struct BrokenPipe: Error {}

/// Writing to file descriptors with write(2), so that nothing lingers in a buffer of the C library.
enum Streams {
    static let input: Int32 = 0
    static let output: Int32 = 1
    static let errors: Int32 = 2

    static func write(_ text: String, to descriptor: Int32) throws {
        var text = text
        try text.withUTF8 { bytes in
            unsafe try write(UnsafeRawBufferPointer(bytes), to: descriptor)
        }
    }

    /// Writes a secret straight from locked memory.
    static func write(_ secret: borrowing SecretBytes, to descriptor: Int32) throws {
        unsafe try secret.withUnsafeBytes { bytes throws -> Void in unsafe try write(bytes, to: descriptor) }
    }

    static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws {
        var rest = unsafe bytes[...]
        while unsafe !rest.isEmpty {
            let part = unsafe UnsafeRawBufferPointer(rebasing: rest)
            #if canImport(Glibc)
            let count = unsafe Glibc.write(descriptor, part.baseAddress, part.count)
            #elseif canImport(Musl)
            let count = unsafe Musl.write(descriptor, part.baseAddress, part.count)
            #else
            let count = unsafe Darwin.write(descriptor, part.baseAddress, part.count)
            #endif
            if count > 0 {
                unsafe rest = rest.dropFirst(count)
            } else if errno == EPIPE {
                throw BrokenPipe()
            } else if errno == ENOSPC || errno == EDQUOT {
                throw VaultFailure(.diskFull, "no space is left to write the output")
            } else if errno != EINTR && errno != EAGAIN {
                throw VaultFailure(.failure, "the output cannot be written: \(reason(errno))")
            }
        }
    }

    /// Gives the standard streams something to be: a file opened later would take the number of one that is closed,
    /// and what is meant for the screen would be written into the vault.
    static func ensureOpen() {
        for descriptor in [input, output, errors] where fcntl(descriptor, F_GETFD) < 0 && errno == EBADF {
            // The lowest free number is taken, which is this one.
            _ = unsafe open("/dev/null", descriptor == input ? O_RDONLY : O_WRONLY)
        }
    }

    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// The system's words for an error number, in this program's style.
    static func reason(_ number: Int32) -> String {
        guard let text = unsafe strerror(number) else { return "error \(number)" }
        return unsafe String(cString: text).lowercased()
    }
}
