#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif
import VaultCore
import VaultCrypto

/// The person at the terminal, asked directly: standard input and output may be anything.
struct TerminalPrompt: ~Copyable {
    private static let limit = 1024
    private let descriptor: Int32

    /// Nil where the process has no terminal.
    init?() {
        descriptor = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0, Streams.isTerminal(descriptor) else { return nil }
    }

    deinit {
        close(descriptor)
    }

    /// Asks for something that must not be seen.
    ///
    /// - Throws: `Interruption` on Ctrl-C; `locked` on Ctrl-D or an empty answer.
    borrowing func secret(_ question: String) throws -> SecretBytes {
        guard TerminalModes.hide(descriptor) else {
            throw VaultFailure(.locked, "the terminal cannot hide what is typed")
        }
        defer {
            _ = TerminalModes.restore()
            try? Streams.write("\n", to: descriptor)
        }
        try Streams.write(Printable.text(question), to: descriptor)
        var line = HiddenLine()
        let buffer = unsafe try SecretBytes(count: Self.limit) { block throws -> Void in
            while unsafe try line.take(from: descriptor, into: block) {}
        }
        guard line.length > 0 else { throw VaultFailure(.locked, "nothing was entered") }
        return try buffer.prefix(line.length)
    }

    /// Asks a question whose answer is no unless someone says yes.
    borrowing func confirm(_ question: String) throws -> Bool {
        TerminalModes.remember(descriptor)
        defer { _ = TerminalModes.restore() }
        try Streams.write("\(Printable.text(question)) [y/N] ", to: descriptor)
        var answer = ""
        while true {
            var byte: UInt8 = 0
            let count = unsafe read(descriptor, &byte, 1)
            if count < 0 && errno == EINTR { continue }
            guard count == 1, byte != UInt8(ascii: "\n") else { break }
            answer.unicodeScalars.append(Unicode.Scalar(byte))
        }
        return ["y", "yes"].contains(answer.lowercased())
    }

    /// What the terminal can show, which standard output may know nothing of.
    borrowing func screen(_ environment: [String: String]) -> Screen {
        Screen(of: descriptor, environment: environment)
    }

    /// Shows lines that belong to a question.
    borrowing func show(_ text: String) throws {
        try Streams.write(text, to: descriptor)
    }
}
