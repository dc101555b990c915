import Foundation

/// The built program, run the way a shell runs it, in surroundings that inherit nothing.
package struct Program: Sendable {
    /// What came of one run.
    package struct Finished: Sendable {
        package init(status: Int32, output: String, errors: String, outputBytes: [UInt8]) {
            self.status = status
            self.output = output
            self.errors = errors
            self.outputBytes = outputBytes
        }

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

    package let path: String
    package var environment: [String: String]
    /// What starts the program in its place, such as a shell that sets limits first; empty for nothing.
    package var launcher: [String] = []

    /// A program of the system, for controls.
    package init(system path: String, home: TemporaryFolder) throws {
        guard FileManager.default.isExecutableFile(atPath: path) else { throw Fault.notBuilt(path) }
        self.path = path
        environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": home.path]
    }

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

    /// Starts the program; `input` is standard input, `descriptors` what it finds under other numbers.
    package func start(
        _ arguments: [String],
        input: [UInt8] = [],
        descriptors: [Int32: [UInt8]] = [:],
        environment extra: [String: String] = [:]
    ) throws -> RunningProgram {
        try RunningProgram(spawn(arguments, extra), input: input, descriptors: descriptors)
    }

    /// Runs to the end.
    package func run(
        _ arguments: [String],
        input: [UInt8] = [],
        descriptors: [Int32: [UInt8]] = [:],
        environment extra: [String: String] = [:],
        within limit: Duration = .seconds(60)
    ) throws -> Finished {
        try start(arguments, input: input, descriptors: descriptors, environment: extra).finish(within: limit)
    }

    /// Runs with a standard output that nobody reads.
    package func runUnread(_ arguments: [String], within limit: Duration = .seconds(30)) throws -> Finished {
        try RunningProgram(spawn(arguments, [:]), input: [], descriptors: [:], isRead: false).finish(within: limit)
    }

    func spawn(_ arguments: [String], _ extra: [String: String]) -> Spawn {
        let words = launcher + [path] + arguments
        return Spawn(
            path: words[0],
            arguments: Array(words.dropFirst()),
            environment: environment.merging(extra) { $1 }
        )
    }

    /// Products lie beside the bundle of tests.
    package static func builtFolder() -> String {
        let executable = CommandLine.arguments.first ?? ""
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? executable
        return URL(fileURLWithPath: bundle).deletingLastPathComponent().path
    }
}
