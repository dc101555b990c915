import ArgumentParser
import VaultCore

/// `offboard`
struct Offboard: VaultCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take leave of tenants: consent, credentials in the directory, then the entry, which is archived.",
        discussion: """
            A customer's consent is taken back at Partner Center. Of an application that no other tenant uses, the \
            directory loses the credentials that the vault holds, and no others. Then the entry is archived: what \
            signs in is deleted, and what is left is for the record. 'list --archived' lists it, 'show' shows it, \
            'remove' removes it for good, and its application can be added again under another name.

            Shows what would go and asks; --yes answers for you. A run that failed or was interrupted leaves the entry \
            in use, and goes on when it is run again. --vault-only leaves the directories as they are, for instance \
            where nobody can sign in there any more. docs/offboarding.md tells more.

            Example:
              partner-vault offboard fabrikam --dry-run
              partner-vault offboard fabrikam
            """
    )

    @OptionGroup var tenants: SelectionOptions

    @Flag(help: "Ask the directories, say what would be done, and change nothing.")
    var dryRun = false

    @Flag(help: "Archive the entries, and leave the directories as they are.")
    var vaultOnly = false

    @Flag(help: "Do not ask.")
    var yes = false

    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: OutputOptions

    func run(in context: Context) async throws {
        let selection = try tenants.required()
        let asks = !yes && !dryRun
        if asks, TerminalPrompt() == nil {
            throw Values.usage("there is no terminal to ask whether to take leave of them", "give --yes")
        }
        let query = OffboardQuery(isDryRun: dryRun, isVaultOnly: vaultOnly)
        let progress = context.progress("working")
        let outcomes = try await context.withVault(vault) { vault in
            if asks { try confirm(try await vault.offboardable(selection), context) }
            defer { progress.end() }
            return try await vault.offboard(selection, query) { progress.show($0, of: $1) }
        }
        switch format.output {
        case .table: try context.print(OffboardText.text(outcomes, query, on: context.screen))
        case .json: try context.printJSON(outcomes.map(OffboardText.json), single: selection.isSingle)
        }
        if outcomes.isEmpty { Context.note("there are no such tenants") }
        try context.conclude(outcomes.compactMap(\.failure), of: outcomes.count, what: "tenants")
    }

    private func confirm(_ tenants: [TenantReport], _ context: Context) throws {
        guard let terminal = TerminalPrompt() else { return }
        let screen = terminal.screen(context.surroundings.environment)
        try terminal.show(TenantText.table(tenants, at: context.surroundings.now()).text(on: screen))
        let what = tenants.count == 1 ? "this tenant" : "these \(tenants.count) tenants"
        let before = vaultOnly ? "" : "take back consent, remove credentials in the directory, and "
        guard try terminal.confirm("\(before)archive \(what)?") else {
            throw VaultFailure(.failure, "nothing was changed")
        }
    }
}
