import ArgumentParser
import VaultCore

/// `list`
struct List: VaultCommand {
    static let configuration = CommandConfiguration(
        abstract: "List tenants, without secrets.",
        discussion: """
            Everything is decrypted and verified on the way.

            Example:
              partner-vault list --tag customer
            """
    )

    @OptionGroup var filter: FilterOptions
    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: OutputOptions

    func run(in context: Context) async throws {
        let selection = try filter.selection()
        let tenants = try await context.withVault(vault) { vault in
            try await vault.tenants(selection.isEmpty ? .everything : selection)
        }
        try context.show(tenants, single: false, as: format.output)
        if tenants.isEmpty, format.output == .table { Context.note("there are no such tenants") }
    }
}
