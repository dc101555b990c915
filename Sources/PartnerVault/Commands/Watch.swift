import ArgumentParser
import VaultCore

/// `watch`
struct Watch: VaultCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look once for what runs out, without a person, and tell a program about it.",
        discussion: """
            Opens the vault once, reads the directories, looks for what runs out, and prints a line for monitoring. \
            Where something is not ok, or a directory could not be read, the hook is run: without a shell, with an \
            object of JSON on its standard input, and with neither the vault's variables nor its keys in its \
            environment. The exit status is 12 for findings, otherwise 11 where a directory could not be read. \
            "watch-units" makes a nightly job of it. With --rotate, what is due is replaced first, as by "rotate --due".

            Example:
              partner-vault watch --within 30d --hook ~/bin/notify
            """
    )

    @Option(help: ArgumentHelp("Leave out what ends later and is otherwise in order.", valueName: "duration"))
    var within: String?

    @Flag(name: .customLong("no-sync"), help: "Do not ask the directories; go by what is known.")
    var noSync = false

    @Flag(help: "Replace first what is due, and remove what an overlap is over for.")
    var rotate = false

    @Option(help: ArgumentHelp("A program to run when there is something to tell.", valueName: "path"))
    var hook: String?

    @Option(help: ArgumentHelp("How long the hook may take.", valueName: "duration"))
    var hookTimeout = "1m"

    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: OutputOptions

    func run(in context: Context) async throws {
        let within = try within.map { try Values.duration($0, option: "--within") }
        let limit = try Values.duration(hookTimeout, option: "--hook-timeout")
        let hook = try hook.map { try Hook($0, limit: limit) }
        var report = WatchReport(
            at: context.surroundings.now(),
            vault: try VaultLocation.path(vault, environment: context.surroundings.environment))
        do {
            try await context.withVault(vault) { vault in
                if rotate {
                    let rotated = try await self.rotate(vault, context)
                    report.rotations = rotated.outcomes
                    report.failures += rotated.failures
                }
                if !noSync {
                    let (drift, failures) = try await sync(vault, context)
                    report.drift = drift
                    report.failures += failures
                }
                report.rows = try await vault.expiring(.everything, within: within)
            }
        } catch let failure as VaultFailure {
            // A job that cannot look any more must not fall silent.
            report.failures.append(.init(tenant: nil, failure: failure))
            _ = try await tell(hook, report, context)
            throw failure
        }
        switch format.output {
        case .table: try context.print(report.line.text)
        case .json: try context.print(report.json.text)
        }
        let hookWorked = try await tell(hook, report, context)
        if let failure = report.conclusion(hookFailed: !hookWorked) { throw failure }
    }

    /// Replaces what is due. What cannot be replaced has its verdict as ever, and the look goes on.
    private func rotate(
        _ vault: DirectVault, _ context: Context
    ) async throws -> (outcomes: [RotationOutcome], failures: [WatchReport.Failure]) {
        let progress = context.progress("rotating")
        defer { progress.end() }
        do {
            let outcomes = try await vault.rotate(.everything, RotationQuery(.due)) { progress.show($1, of: $2) }
            if Signals.isInterrupted { throw Interruption() }
            let failures = outcomes.compactMap { outcome in
                outcome.failure.map { WatchReport.Failure(tenant: outcome.tenant, failure: $0, isRotation: true) }
            }
            return (outcomes, failures)
        } catch let failure as VaultFailure where failure.code != .interrupted {
            return ([], [.init(tenant: nil, failure: failure, isRotation: true)])
        }
    }

    /// Reads the directories. One that cannot be read leaves its dates as they were, and the look goes on.
    private func sync(_ vault: DirectVault, _ context: Context) async throws -> ([FindingReport], [WatchReport.Failure])
    {
        let progress = context.progress("reading")
        defer { progress.end() }
        do {
            let outcomes = try await vault.sync(.everything, SyncQuery()) { progress.show($0, of: $1) }
            let failures = outcomes.compactMap { outcome in
                outcome.failure.map { WatchReport.Failure(tenant: outcome.tenant, failure: $0) }
            }
            return (outcomes.flatMap(\.drift), failures)
        } catch let failure as VaultFailure where failure.code != .interrupted {
            return ([], [.init(tenant: nil, failure: failure)])
        }
    }

    /// Runs the hook where there is something to say. The vault is closed by then, and its keys are gone.
    ///
    /// - Returns: whether it did what it should.
    private func tell(_ hook: Hook?, _ report: WatchReport, _ context: Context) async throws -> Bool {
        guard let hook, !report.isQuiet else { return true }
        let outcome: Hook.Outcome
        do {
            outcome = try await hook.run(
                report.json.text, environment: context.surroundings.environment, pause: context.surroundings.pause)
        } catch let failure as VaultFailure {
            Context.note(failure.message)
            return false
        }
        switch outcome {
        case .exited(let status): Context.note("the hook ended with status \(status)")
        case .killed(let signal): Context.note("the hook was ended by signal \(signal)")
        case .tookTooLong: Context.note("the hook took longer than \(hookTimeout) and was ended")
        }
        return outcome == .exited(0)
    }
}
