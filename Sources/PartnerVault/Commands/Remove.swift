import ArgumentParser
import VaultCore

/// `remove`
struct Remove: VaultCommand {
    static let configuration = CommandConfiguration(
        abstract: "Remove tenants and, with the last tenant that uses it, their application's secrets.",
        discussion: """
            Shows what would go and asks; --yes answers for you. Nothing changes in the directories themselves. All \
            are removed or none: a tenant whose application others use stays until they are gone.

            Example:
              partner-vault remove fabrikam
            """
    )

    @OptionGroup var tenants: SelectionOptions

    @Flag(help: "Do not ask.")
    var yes = false

    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: OutputOptions

    func run(in context: Context) async throws {
        let selection = try tenants.required()
        if !yes {
            guard TerminalPrompt() != nil else {
                throw VaultFailure(.usage, "there is no terminal to ask whether to remove them", hint: "give --yes")
            }
        }
        let removed = try await context.withVault(vault) { vault in
            if !yes { try confirm(try await vault.removable(selection), context) }
            return try await vault.remove(selection)
        }
        switch format.output {
        case .json: try context.printJSON(removed.map(TenantText.json), single: selection.isSingle)
        case .table: for tenant in removed { try context.print("removed \(Printable.text(tenant.name))\n") }
        }
    }

    private func confirm(_ tenants: [TenantReport], _ context: Context) throws {
        guard let terminal = TerminalPrompt() else { return }
        let screen = terminal.screen(context.surroundings.environment)
        try terminal.show(TenantText.table(tenants, at: context.surroundings.now()).text(on: screen))
        let question = tenants.count == 1 ? "remove this tenant?" : "remove these \(tenants.count) tenants?"
        guard try terminal.confirm(question) else {
            throw VaultFailure(.failure, "nothing was removed")
        }
    }
}
