#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A run of the program that goes on while the test looks at it.
package final class RunningProgram {
    private static let mostOutput = 16 * 1024 * 1024
    /// The process, for `/proc` and signals.
    package let process: Int32
    private let input: Feed
    private let output = Capture()
    private let errors = Capture()
    private var status: Int32?

    init(_ spawn: Spawn, input bytes: [UInt8], descriptors: [Int32: [UInt8]], isRead: Bool = true) throws {
        precondition(Posix.ignoresBrokenPipes)
        input = Feed(bytes)
        var spawn = spawn
        var more: [Pipe] = []
        do {
            for pipe in [input.pipe, output.pipe, errors.pipe] { try pipe.open() }
            if !isRead { output.pipe.closeRead() }
            spawn.descriptors = [0: input.pipe.read, 1: output.pipe.write, 2: errors.pipe.write]
            for (number, content) in descriptors {
                let pipe = Pipe()
                more.append(pipe)
                try pipe.open()
                // Within what a pipe holds, so that nobody has to wait for a reader.
                precondition(content.count <= 4096)
                _ = Posix.write(content[...], to: pipe.write)
                pipe.closeWrite()
                spawn.descriptors[number] = pipe.read
            }
            process = try spawn.start()
        } catch {
            for pipe in [input.pipe, output.pipe, errors.pipe] + more { pipe.close() }
            throw error
        }
        for pipe in more { pipe.close() }
        input.pipe.closeRead()
        output.pipe.closeWrite()
        errors.pipe.closeWrite()
        for pipe in [input.pipe.write, output.pipe.read, errors.pipe.read] { Posix.setNonBlocking(pipe) }
    }

    deinit {
        if status == nil { Reaper.end(process) }
        for pipe in [input.pipe, output.pipe, errors.pipe] { pipe.close() }
    }

    package func signal(_ number: Int32) {
        if status == nil { Posix.kill(process, number) }
    }

    /// Waits for a whole line of standard output that begins with `text`, and gives it.
    package func line(beginning text: String, within limit: Duration = .seconds(30)) throws -> String {
        let end = ContinuousClock.now + limit
        while true {
            let lines = output.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            if let line = lines.first(where: { $0.hasPrefix(text) }) { return String(line) }
            guard status == nil, ContinuousClock.now < end else {
                throw Program.Fault.tookTooLong(output: output.text, errors: errors.text)
            }
            advance()
        }
    }

    /// Waits until `find` finds something in what was written to standard error.
    package func error<Found>(within limit: Duration = .seconds(30), _ find: (String) throws -> Found?) throws -> Found
    {
        var found: Found?
        _ = try wait(within: limit) {
            found = try find(errors.text)
            return found != nil
        }
        guard let found else { throw Program.Fault.tookTooLong(output: output.text, errors: errors.text) }
        return found
    }

    /// Lets time pass until `condition` holds, reading what the program says meanwhile.
    ///
    /// - Returns: whether it holds; false where the program ended before.
    package func wait(within limit: Duration = .seconds(30), until condition: () throws -> Bool) throws -> Bool {
        let end = ContinuousClock.now + limit
        while true {
            if try condition() { return true }
            guard status == nil else { return false }
            guard ContinuousClock.now < end else {
                throw Program.Fault.tookTooLong(output: output.text, errors: errors.text)
            }
            advance()
        }
    }

    /// Waits for the end.
    package func finish(within limit: Duration = .seconds(60)) throws -> Program.Finished {
        let end = ContinuousClock.now + limit
        while true {
            if let status, output.isComplete, errors.isComplete {
                return Program.Finished(
                    status: status,
                    output: output.text,
                    errors: errors.text,
                    outputBytes: output.bytes
                )
            }
            let isTooMuch = output.bytes.count + errors.bytes.count > Self.mostOutput
            if isTooMuch || ContinuousClock.now > end {
                if status == nil { Reaper.end(process) }
                status = status ?? -1
                if isTooMuch { throw Program.Fault.wroteTooMuch }
                throw Program.Fault.tookTooLong(output: output.text, errors: errors.text)
            }
            advance()
        }
    }

    private func advance() {
        Posix.wait(
            reading: [output, errors].filter { !$0.isComplete }.map(\.pipe.read),
            writing: input.isComplete ? [] : [input.pipe.write],
            milliseconds: 20
        )
        input.advance()
        output.advance()
        errors.advance()
        if status == nil { status = Posix.status(of: process) }
    }
}
