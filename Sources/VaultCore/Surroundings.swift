
package import FoundationEssentials

/// What the program takes from the world around it, as values; tests give their own.
package struct Surroundings: Sendable {
    package var now: @Sendable () -> Date
    package var pause: @Sendable (Duration) async throws -> Void
    package var environment: [String: String]
    /// Who acts, for the audit log.
    package var actor: Actor
    /// Says something that is no failure, such as a vault without a witness.
    package var notify: @Sendable (String) -> Void

    package struct Actor: Sendable, Equatable {
        package var user: String
        package var pid: Int
        package var program: String

        package init(user: String, pid: Int, program: String) {
            self.user = user
            self.pid = pid
            self.program = program
        }
    }

    package init(
        now: @escaping @Sendable () -> Date, pause: @escaping @Sendable (Duration) async throws -> Void,
        environment: [String: String], actor: Actor, notify: @escaping @Sendable (String) -> Void
    ) {
        self.now = now
        self.pause = pause
        self.environment = environment
        self.actor = actor
        self.notify = notify
    }
}
