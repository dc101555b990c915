import VaultCore
import VaultModel

/// Hands a new credential to the application's delivery command, and sees to it that it was taken.
struct DeliveryRunner: Sendable {
    let environment: [String: String]
    let pause: @Sendable (Duration) async throws -> Void
    /// At which the command is ended with all that it started.
    var limit: Duration = .seconds(300)

    /// - Throws: where the command failed, or ended without having read the secret.
    func deliver(_ delivery: Delivery) async throws {
        let running = try RunningDelivery(
            delivery.command, delivery.secret, environment: HookEnvironment.scrubbed(environment))
        var note = Array(DeliveryText.json(delivery.note).line.utf8)[...]
        let outcome: Hook.Outcome
        do {
            outcome = try await end(of: running, &note)
        } catch {
            running.end()
            throw error
        }
        guard let problem = problem(outcome, running.hasReadSecret) else { return }
        throw VaultFailure(.failure, "the delivery command " + problem + (try running.lastWords().addition))
    }

    private func end(of running: RunningDelivery, _ note: inout ArraySlice<UInt8>) async throws -> Hook.Outcome {
        let end = ContinuousClock.now + limit
        while true {
            running.feed(&note)
            try running.listen()
            if let outcome = running.outcome() { return outcome }
            guard ContinuousClock.now < end else {
                running.end()
                return .tookTooLong
            }
            try await pause(.milliseconds(10))
        }
    }

    private func problem(_ outcome: Hook.Outcome, _ hasReadSecret: Bool) -> String? {
        switch outcome {
        case .exited(0): hasReadSecret ? nil : "ended without reading the secret from descriptor 3 to its end"
        case .exited(let status): "ended with status \(status)"
        case .killed(let signal): "was ended by signal \(signal)"
        case .tookTooLong: "took longer than \(DurationText.format(limit)) and was ended"
        }
    }
}
