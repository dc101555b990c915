import CPlatform
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif
import VaultCore

/// A program of the user's that is told on its standard input what was found.
struct Hook: Sendable {
    /// How it ended.
    enum Outcome: Equatable {
        case exited(Int32)
        case killed(bySignal: Int32)
        case tookTooLong
    }

    let path: String
    let limit: Duration

    /// Finds the program, and refuses one that others could have written: it runs as this user.
    init(_ path: String, limit: Duration) throws {
        guard path.contains("/") else {
            throw Values.usage("--hook takes the path of a program", "write it with a slash, as ./notify")
        }
        let shown = "the hook \(Printable.text(path))"
        guard unsafe access(path, X_OK) == 0 else {
            throw VaultFailure(.inputUnreadable, "\(shown) cannot be run: \(Streams.reason(errno))")
        }
        // Opened, not followed by name again; a pipe without a writer must not hang the program.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        if descriptor >= 0 {
            defer { close(descriptor) }
            var facts = pv_file_facts()
            guard unsafe pv_file_facts(descriptor, &facts) == 0, facts.is_regular else {
                throw VaultFailure(.inputUnreadable, "\(shown) is no regular file")
            }
            guard [0, geteuid()].contains(facts.owner) else {
                throw VaultFailure(.unsafeFiles, "\(shown) belongs to another user", hint: "make a copy that is yours")
            }
            guard facts.mode & 0o022 == 0 else {
                throw VaultFailure(
                    .unsafeFiles, "\(shown) can be changed by other users",
                    hint: "run \"chmod go-w \(Printable.text(path))\"")
            }
        }
        self.path = path
        self.limit = limit
    }

    /// Runs the program to its end, or to the time limit, at which it is ended with all that it started.
    func run(
        _ input: String, environment: [String: String], pause: @Sendable (Duration) async throws -> Void
    ) async throws -> Outcome {
        let running = try RunningHook(path, environment: HookEnvironment.scrubbed(environment))
        var rest = Array(input.utf8)[...]
        let end = ContinuousClock.now + limit
        do {
            while true {
                running.feed(&rest)
                if let outcome = running.outcome() { return outcome }
                guard ContinuousClock.now < end else {
                    running.end()
                    return .tookTooLong
                }
                try await pause(.milliseconds(rest.isEmpty ? 20 : 2))
            }
        } catch {
            running.end()
            throw error
        }
    }
}
