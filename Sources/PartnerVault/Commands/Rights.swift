import ArgumentParser
import VaultCore

/// `rights`
struct Rights: VaultCommand {
    static let configuration = CommandConfiguration(
        abstract: "See whether applications can be rotated, and what exactly is missing.",
        discussion: """
            Each application is asked about with the rights that 'rotate' would use: its own, or those of its --via \
            tenant. Nothing is changed. It signs in for Graph, looks at the permissions in that token, and reads the \
            registration, its owners and the directory's policies. What is missing is said as the words to ask an \
            administrator for.

            The exit status is 12 where something is missing, 11 where a directory could not be asked, and 0 where \
            every application can be rotated. docs/offboarding.md tells more.

            Example:
              partner-vault rights contoso
              partner-vault rights --all -o json
            """
    )

    @OptionGroup var tenants: SelectionOptions

    @Option(help: ArgumentHelp("How many directories are asked at once.", valueName: "number"))
    var concurrency = 8

    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: OutputOptions

    func run(in context: Context) async throws {
        let selection = try tenants.required()
        guard (1...64).contains(concurrency) else { throw Values.usage("--concurrency goes from 1 to 64", nil) }
        let progress = context.progress("asking")
        let reports = try await context.withVault(vault) { vault in
            defer { progress.end() }
            return try await vault.rights(selection, concurrency: concurrency) { progress.show($0, of: $1) }
        }
        switch format.output {
        case .table: try context.print(RightsText.text(reports, single: selection.isSingle, on: context.screen))
        case .json: try context.printJSON(reports.map(RightsText.json), single: selection.isSingle)
        }
        if reports.isEmpty { Context.note("nothing of the selection has a secret or certificate to rotate") }
        try context.conclude(reports.compactMap(\.failure), of: reports.count, what: "applications")
        if let failure = RightsText.conclusion(reports) { throw failure }
    }
}
