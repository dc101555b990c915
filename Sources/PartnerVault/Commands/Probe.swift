import ArgumentParser
import VaultCore

/// `probe`
struct Probe: VaultCommand {
    static let configuration = CommandConfiguration(
        abstract: "Sign in without printing a token, and remember how it went.",
        discussion: """
            Example:
              partner-vault probe --all
            """
    )

    @OptionGroup var tenants: SelectionOptions

    @Option(help: ArgumentHelp("Instead of each tenant's own.", valueName: "resource"))
    var resource: String?

    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: OutputOptions

    func run(in context: Context) async throws {
        let selection = try tenants.required()
        let resource = try resource.map { try Values.resource($0) }
        let progress = context.progress("signing in")
        let outcomes = try await context.withVault(vault) { vault in
            defer { progress.end() }
            return try await vault.probe(selection, resource: resource) { progress.show($0, of: $1) }
        }
        switch format.output {
        case .table: try context.print(ProbeText.table(outcomes).text(on: context.screen))
        case .json: try context.printJSON(outcomes.map(ProbeText.json), single: selection.isSingle)
        }
        try context.conclude(outcomes.compactMap(\.failure), of: outcomes.count, what: "sign-ins")
    }
}
