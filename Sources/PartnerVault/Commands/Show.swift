import ArgumentParser
import VaultCore

/// `show`
struct Show: VaultCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show one tenant, without secrets.",
        discussion: """
            Example:
              partner-vault show contoso -o json
            """
    )

    @Argument(help: "The tenant: a name, a client ID or a directory ID.")
    var name: String

    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: OutputOptions

    func run(in context: Context) async throws {
        let tenants = try await context.withVault(vault) { vault in
            try await vault.tenants(TenantSelection(names: [name]))
        }
        try context.show(tenants, single: true, as: format.output)
    }
}
