#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif
import VaultCore

/// A file that is open for reading as long as this is held; `-` is standard input.
final class InputFile: Sendable {
    let name: String
    let descriptor: Int32

    init(_ path: String) throws {
        name = path == "-" ? "standard input" : path
        guard path != "-" else {
            descriptor = Streams.input
            return
        }
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else {
            throw VaultFailure(
                .inputUnreadable,
                "\(Printable.text(path)) cannot be opened: \(Streams.reason(errno))"
            )
        }
    }

    deinit {
        if descriptor > Streams.errors { close(descriptor) }
    }
}
