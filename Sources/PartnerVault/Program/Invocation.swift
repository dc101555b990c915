import ArgumentParser
import VaultCore

/// From arguments to an exit status.
enum Invocation {
    static func run(_ arguments: [String]) async -> Int32 {
        let arguments = OptionOrder.arranged(arguments)
        do {
            var command = try Root.parseAsRoot(arguments)
            if let command = command as? any VaultCommand {
                try await command.run(in: Context.live(arguments))
            } else {
                // `help`, or no subcommand at all: both end in a request for the help text.
                try command.run()
            }
            return ExitStatus.done.rawValue
        } catch {
            return conclude(error, arguments)
        }
    }

    /// Says what there is to say about `error` and gives the status it stands for.
    private static func conclude(_ error: any Error, _ arguments: [String]) -> Int32 {
        // The reader of the output has gone; a message would only be noise.
        if error is BrokenPipe { return ExitStatus.failure.rawValue }
        let isOurs = error is VaultFailure || error is Interruption || error is CancellationError
        if !isOurs, Root.exitCode(for: error).isSuccess {
            // Help and version are what was asked for.
            try? Streams.write(Root.message(for: error, on: Screen(of: Streams.output, environment: [:])), to: 1)
            return ExitStatus.done.rawValue
        }
        let failure = Failures.translate(error, arguments)
        ErrorReport(failure, asJSON: OptionOrder.wantsJSON(arguments)).write()
        return failure.code.status.rawValue
    }
}

extension Root {
    /// The text that ArgumentParser has for a request that is no error, as wide as the screen.
    fileprivate static func message(for error: any Error, on screen: Screen) -> String {
        let text = fullMessage(for: error, columns: min(screen.columns ?? 100, 100))
        return text.hasSuffix("\n") ? text : text + "\n"
    }
}
