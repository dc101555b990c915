import ArgumentParser
import VaultCore

/// `list`
struct List: VaultCommand {
    static let configuration = CommandConfiguration(
        abstract: "List tenants, without secrets.",
        discussion: """
            Everything is decrypted and verified on the way. What 'offboard' archived is left out, or with --archived \
            listed alone.

            Example:
              partner-vault list --tag customer
            """
    )

    @OptionGroup var filter: FilterOptions

    @Flag(help: "List archived tenants, and no others.")
    var archived = false

    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: OutputOptions

    func run(in context: Context) async throws {
        let selection = try filter.selection()
        let tenants = try await context.withVault(vault) { vault in
            let wanted = selection.isEmpty ? TenantSelection.everything : selection
            return archived ? try await vault.archivedTenants(wanted) : try await vault.tenants(wanted)
        }
        try context.show(tenants, single: false, as: format.output)
        if tenants.isEmpty, format.output == .table { Context.note("there are no such tenants") }
    }
}
