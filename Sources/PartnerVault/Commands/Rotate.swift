import ArgumentParser
import VaultCore

/// `rotate`
struct Rotate: VaultCommand {
    static let configuration = CommandConfiguration(
        abstract: "Replace secrets and certificates without an outage, or go on with what is open.",
        discussion: """
            The directory makes a new credential, the vault stores it, signs in with it until that works three times \
            in a row, hands it to the application's delivery command (edit --deliver-command), and takes it into use. \
            The old one goes on for the overlap; a later run with --due removes it. Each step is on record before the \
            next, so that a run which ended anywhere goes on with --resume. docs/rotation.md tells what is alive when.

            Example:
              partner-vault rotate contoso --dry-run
              partner-vault rotate contoso
              partner-vault rotate --due
              partner-vault rotate --tag prod --to certificate --overlap 7d
            """
    )

    @OptionGroup var tenants: SelectionOptions
    @OptionGroup var purpose: RotationOptions

    @Flag(help: "Do not ask whether to go on after a restore.")
    var yes = false

    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: OutputOptions

    func run(in context: Context) async throws {
        let selection = try tenants.selection()
        let query = try purpose.query(for: selection)
        guard !yes || query.confirmsRestore else { throw Values.usage("--yes goes with --confirm-restored", nil) }
        let asks = query.confirmsRestore && !yes
        if asks, TerminalPrompt() == nil {
            throw Values.usage("there is no terminal to ask whether to go on", "give --yes")
        }
        let log = RotationLog(context, isSingle: selection.isSingle, query)
        let outcomes = try await context.withVault(vault) { vault in
            if asks { try confirm(try await vault.tenants(selection), context) }
            log.begin()
            defer { log.end() }
            // What the directory was asked for is stored before an interruption ends the program.
            Signals.allow(query.isDryRun ? Signals.usualPatience : .seconds(20))
            defer { Signals.allow(Signals.usualPatience) }
            return try await vault.rotate(selection, query) { log.add($0, $1, of: $2) }
        }
        switch format.output {
        case .table:
            try context.print(
                RotateText.text(
                    outcomes, query, single: selection.isSingle, at: context.surroundings.now(), on: context.screen))
        case .json:
            try context.printJSON(
                outcomes.map { RotateText.json($0, query) }, single: selection.isSingle)
        }
        if outcomes.isEmpty { Context.note(RotateText.nothing(query.purpose)) }
        if let failure = RotateText.conclusion(outcomes, query) { throw failure }
    }

    private func confirm(_ tenants: [TenantReport], _ context: Context) throws {
        guard let terminal = TerminalPrompt() else { return }
        let screen = terminal.screen(context.surroundings.environment)
        try terminal.show(TenantText.table(tenants, at: context.surroundings.now()).text(on: screen))
        let question = "go on as the vault has it, and remove in the directory what that calls old?"
        guard try terminal.confirm(question) else {
            throw VaultFailure(.failure, "nothing was changed")
        }
    }
}
