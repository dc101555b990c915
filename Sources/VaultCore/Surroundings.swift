package import EntraClient
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
    /// How long locks of other processes are waited for.
    package var patience: Duration
    /// How long each part of a directory's reply is waited for.
    package var replyTimeout: Duration
    /// Takes a new credential to whoever else needs it, by a command of the user's; throws where it was not taken.
    package var deliver: @Sendable (Delivery) async throws -> Void

    /// Names this process in what it works on, and tells whether one named so has ended.
    package var processes: ProcessMarks
    /// What lies between the program and the network.
    package var transport: @Sendable (any HTTPTransport) -> any HTTPTransport

    package struct Actor: Sendable, Equatable {
        package var user: String
        package var pid: Int32
        package var program: String

        package init(user: String, pid: Int32, program: String) {
            self.user = user
            self.pid = pid
            self.program = program
        }
    }

    package init(
        now: @escaping @Sendable () -> Date, pause: @escaping @Sendable (Duration) async throws -> Void,
        environment: [String: String], actor: Actor, notify: @escaping @Sendable (String) -> Void,
        patience: Duration = .seconds(10), replyTimeout: Duration = .seconds(30),
        deliver: @escaping @Sendable (Delivery) async throws -> Void = { _ in throw VaultFailure.cannotDeliver },
        processes: ProcessMarks = .real,
        transport: @escaping @Sendable (any HTTPTransport) -> any HTTPTransport = { $0 }
    ) {
        self.now = now
        self.pause = pause
        self.environment = environment
        self.actor = actor
        self.notify = notify
        self.patience = patience
        self.replyTimeout = replyTimeout
        self.deliver = deliver
        self.processes = processes
        self.transport = transport
    }

    /// Where witnesses are kept: `$XDG_STATE_HOME/partner-vault`, else below the home folder.
    var witnessFolder: String {
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return state + "/partner-vault" }
        return (environment["HOME"] ?? "/") + "/.local/state/partner-vault"
    }
}

extension VaultFailure {
    fileprivate static let cannotDeliver = VaultFailure(.failure, "nothing here can run a delivery command")
}
