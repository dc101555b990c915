#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif
import FoundationEssentials
import VaultCore

/// What a command works with: the surroundings, and where its words go.
struct Context: Sendable {
    let surroundings: Surroundings
    /// What standard output can show.
    let screen: Screen
    /// Whether progress has anyone to see it.
    let showsProgress: Bool

    /// The real world.
    static func live(_ arguments: [String]) -> Context {
        let environment = ProcessInfo.processInfo.environment
        let errors = Screen(of: Streams.errors, environment: environment)
        let pause: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
        let runner = DeliveryRunner(environment: environment, pause: pause)
        let surroundings = Surroundings(
            now: { Date() },
            pause: pause,
            environment: environment,
            actor: .init(user: userName(), pid: getpid(), program: "partner-vault"),
            notify: { Context.note($0) },
            deliver: { try await runner.deliver($0) }
        )
        return Context(
            surroundings: surroundings,
            screen: Screen(of: Streams.output, environment: environment),
            showsProgress: errors.columns != nil && environment["TERM"] != "dumb"
        )
    }

    /// Writes data to standard output.
    func print(_ text: String) throws {
        try Streams.write(text, to: Streams.output)
    }

    /// Says on standard error what is no failure.
    static func note(_ text: String) {
        try? Streams.write("partner-vault: note: \(Printable.text(text))\n", to: Streams.errors)
    }

    /// Says on standard error what a person has to act on, in one piece.
    static func say(_ text: String) {
        try? Streams.write(
            text.split(separator: "\n").map { Printable.text(String($0)) + "\n" }.joined(), to: Streams.errors)
    }

    func progress(_ what: String) -> Progress {
        Progress(what, isShown: showsProgress)
    }

    private static func userName() -> String {
        guard let entry = unsafe getpwuid(geteuid()), let name = unsafe entry.pointee.pw_name else {
            return String(geteuid())
        }
        return unsafe String(cString: name)
    }
}
