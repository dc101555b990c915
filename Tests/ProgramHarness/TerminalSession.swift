#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A run of the program in front of a person: one that types, waits for words, and sees what is on the screen.
package final class TerminalSession {
    package enum Fault: Error {
        case neverSaid(String, transcript: String)
        case endedBefore(String, status: Int32, transcript: String)
        case tookTooLong(transcript: String)
    }

    private let terminal: PseudoTerminal
    /// The process, for `/proc`.
    package let process: Int32
    private var bytes: [UInt8] = []
    /// How much of the transcript `expect` has gone past.
    private var seen = 0
    private var status: Int32?

    /// Starts `program` on a new terminal that is its controlling one.
    package init(
        _ program: Program,
        _ arguments: [String],
        columns: Int = 80,
        rows: Int = 24,
        environment extra: [String: String] = [:]
    ) throws {
        terminal = try PseudoTerminal(columns: columns, rows: rows)
        var spawn = program.spawn(arguments, extra)
        spawn.terminal = terminal.name
        process = try spawn.start()
    }

    deinit {
        if status == nil { Reaper.end(process) }
    }

    /// Everything that was on the screen so far, as bytes came.
    package var transcript: String { String(decoding: bytes, as: UTF8.self) }

    /// Whether the terminal shows what is typed.
    package var echoes: Bool { terminal.echoes }

    /// Waits until `text` appears after what was expected before.
    package func expect(_ text: String, within limit: Duration = .seconds(20)) throws {
        let wanted = Array(text.utf8)
        let end = ContinuousClock.now + limit
        while true {
            if let found = bytes[seen...].firstRange(of: wanted) {
                seen = found.upperBound
                return
            }
            if let status { throw Fault.endedBefore(text, status: status, transcript: transcript) }
            guard ContinuousClock.now < end else { throw Fault.neverSaid(text, transcript: transcript) }
            advance()
        }
    }

    /// Lets time pass until `condition` holds, reading what appears meanwhile.
    ///
    /// - Returns: whether it holds; false where the program ended before.
    package func wait(within limit: Duration = .seconds(20), until condition: () throws -> Bool) throws -> Bool {
        let end = ContinuousClock.now + limit
        while true {
            if try condition() { return true }
            guard status == nil else { return false }
            guard ContinuousClock.now < end else { throw Fault.tookTooLong(transcript: transcript) }
            advance()
        }
    }

    /// Types; a line ends with `\r`, as the Enter key does.
    package func send(_ text: String) throws {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            guard let count = Posix.write(rest, to: terminal.master) else { throw SystemFailure("write") }
            rest = rest.dropFirst(count)
            if count == 0 { Posix.wait(reading: [], writing: [terminal.master], milliseconds: 20) }
        }
    }

    package func signal(_ number: Int32) {
        Posix.kill(process, number)
    }

    /// Waits for the end and gives the exit status.
    package func finish(within limit: Duration = .seconds(20)) throws -> Int32 {
        let end = ContinuousClock.now + limit
        while true {
            if let status { return status }
            guard ContinuousClock.now < end else { throw Fault.tookTooLong(transcript: transcript) }
            advance()
        }
    }

    private func advance() {
        // What was written before the end is read before the end is believed.
        let ended = Posix.status(of: process)
        Posix.wait(reading: [terminal.master], milliseconds: ended == nil ? 20 : 0)
        while let more = Posix.read(terminal.master), !more.isEmpty { bytes += more }
        if let ended { status = ended }
    }
}
