import ArgumentParser
import VaultCore

/// `expiring`
struct Expiring: VaultCommand {
    static let configuration = CommandConfiguration(
        abstract: "List what runs out, soonest first.",
        discussion: """
            One row per credential of an application, always an array in JSON. Without a selection it is about all \
            tenants. With --check the exit status is 12 when anything listed is not ok, for monitoring.

            Example:
              partner-vault expiring --within 30d --check
            """
    )

    @OptionGroup var tenants: SelectionOptions

    @Option(help: ArgumentHelp("Leave out what ends later and is otherwise in order.", valueName: "duration"))
    var within: String?

    @Flag(help: "Exit with 12 when something is not ok.")
    var check = false

    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: ListOutputOptions

    func run(in context: Context) async throws {
        let selection = try tenants.selection()
        let within = try within.map { try Values.duration($0, option: "--within") }
        let rows = try await context.withVault(vault) { vault in
            try await vault.expiring(selection.isEmpty ? .everything : selection, within: within)
        }
        switch format.output {
        case .table: try context.print(ExpiryText.table(rows).text(on: context.screen))
        case .json: try context.print(JSONText.array(rows.map(ExpiryText.json)).text)
        case .csv: try context.print(ExpiryText.csv(rows))
        }
        if rows.isEmpty, format.output == .table { Context.note("nothing of the selection runs out") }
        let bad = rows.filter { $0.verdict != "ok" }
        guard check, let worst = bad.first else { return }
        throw VaultFailure(
            .findings,
            "\(bad.count) of \(rows.count) credentials are not ok",
            hint: worst.action.map { "run \"\($0)\"" }
        )
    }
}
