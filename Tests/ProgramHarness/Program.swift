#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif
import Foundation

/// The built program, run the way a shell runs it, in surroundings that inherit nothing.
package struct Program: Sendable {
    /// What came of one run.
    package struct Finished: Sendable {
        package let status: Int32
        package let output: String
        package let errors: String
        /// The bytes of `output`, for what is not text.
        package let outputBytes: [UInt8]
    }

    package enum Fault: Error {
        case notBuilt(String)
        case tookTooLong(output: String, errors: String)
        case wroteTooMuch
    }

    private static let mostOutput = 16 * 1024 * 1024
    package let path: String
    package var environment: [String: String]

    /// The program `name` beside the tests, or where `PARTNER_VAULT_PROGRAM` says; its home is `home`.
    package init(_ name: String = "partner-vault", home: TemporaryFolder) throws {
        let mine = ProcessInfo.processInfo.environment
        if name == "partner-vault", let named = mine["PARTNER_VAULT_PROGRAM"] {
            path = named
        } else {
            path = Self.builtFolder() + "/" + name
        }
        guard FileManager.default.isExecutableFile(atPath: path) else { throw Fault.notBuilt(path) }
        environment = [
            "PATH": mine["PATH"] ?? "/usr/bin:/bin", "HOME": home.path, "TERM": "xterm", "LANG": "C.UTF-8",
            // A crash must end the run, not start a dialogue.
            "SWIFT_BACKTRACE": "enable=no",
        ]
    }

    /// Runs to the end; `input` is standard input, `descriptors` what the program finds under other numbers.
    package func run(
        _ arguments: [String],
        input: [UInt8] = [],
        descriptors: [Int32: [UInt8]] = [:],
        environment extra: [String: String] = [:],
        within limit: Duration = .seconds(30)
    ) throws -> Finished {
        precondition(Posix.ignoresBrokenPipes)
        var spawn = Spawn(path: path, arguments: arguments, environment: environment.merging(extra) { $1 })
        let (input, output, errors) = (Feed(input), Capture(), Capture())
        defer { for pipe in [input.pipe, output.pipe, errors.pipe] { pipe.close() } }
        try input.pipe.open()
        try output.pipe.open()
        try errors.pipe.open()
        spawn.descriptors = [0: input.pipe.read, 1: output.pipe.write, 2: errors.pipe.write]
        var more: [Pipe] = []
        defer { for pipe in more { pipe.close() } }
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
        let process = try spawn.start()
        input.pipe.closeRead()
        output.pipe.closeWrite()
        errors.pipe.closeWrite()
        return try follow(process, input, output, errors, until: .now + limit)
    }

    /// Runs with a standard output that nobody reads.
    package func runUnread(_ arguments: [String], within limit: Duration = .seconds(30)) throws -> Finished {
        precondition(Posix.ignoresBrokenPipes)
        var spawn = Spawn(path: path, arguments: arguments, environment: environment)
        let (input, output, errors) = (Feed([]), Capture(), Capture())
        defer { for pipe in [input.pipe, output.pipe, errors.pipe] { pipe.close() } }
        try input.pipe.open()
        try output.pipe.open()
        try errors.pipe.open()
        output.pipe.closeRead()
        spawn.descriptors = [0: input.pipe.read, 1: output.pipe.write, 2: errors.pipe.write]
        let process = try spawn.start()
        input.pipe.closeRead()
        output.pipe.closeWrite()
        errors.pipe.closeWrite()
        return try follow(process, input, output, errors, until: .now + limit)
    }

    private func follow(
        _ process: pid_t,
        _ input: Feed,
        _ output: Capture,
        _ errors: Capture,
        until end: ContinuousClock.Instant
    ) throws -> Finished {
        for pipe in [input.pipe.write, output.pipe.read, errors.pipe.read] { Posix.setNonBlocking(pipe) }
        var status: Int32?
        while true {
            Posix.wait(
                reading: [output, errors].filter { !$0.isComplete }.map(\.pipe.read),
                writing: input.isComplete ? [] : [input.pipe.write],
                milliseconds: 20
            )
            input.advance()
            output.advance()
            errors.advance()
            if status == nil { status = Posix.status(of: process) }
            if let status, output.isComplete, errors.isComplete {
                return Finished(
                    status: status,
                    output: output.text,
                    errors: errors.text,
                    outputBytes: output.bytes
                )
            }
            let isTooMuch = output.bytes.count + errors.bytes.count > Self.mostOutput
            if isTooMuch || ContinuousClock.now > end {
                if status == nil { Reaper.end(process) }
                if isTooMuch { throw Fault.wroteTooMuch }
                throw Fault.tookTooLong(output: output.text, errors: errors.text)
            }
        }
    }

    /// Products lie beside the bundle of tests.
    private static func builtFolder() -> String {
        let executable = CommandLine.arguments.first ?? ""
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? executable
        return URL(fileURLWithPath: bundle).deletingLastPathComponent().path
    }
}
