import ArgumentParser
import VaultCore

/// `audit`
struct Audit: VaultCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show who minted, revealed and changed what, and when.",
        discussion: """
            Oldest first; without a selection it is about all tenants and the vault itself. Tenants that were removed \
            or renamed are found by the names they had. How far back the log goes is set with 'settings'.

            Example:
              partner-vault audit contoso --since 2026-03-01T00:00:00Z -o csv
              partner-vault audit --event revealed --event exported
            """
    )

    @OptionGroup var tenants: SelectionOptions

    @Option(help: ArgumentHelp("From this instant on.", valueName: "instant"))
    var since: String?

    @Option(help: ArgumentHelp("Up to this instant.", valueName: "instant"))
    var until: String?

    @Option(
        name: .customLong("event"),
        help: ArgumentHelp("Only events of this kind, such as refused; repeatable.", valueName: "event")
    )
    var events: [String] = []

    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: ListOutputOptions

    func run(in context: Context) async throws {
        let selection = try tenants.selection()
        let since = try since.map { try Values.instant($0, option: "--since") }
        let until = try until.map { try Values.instant($0, option: "--until") }
        let events = try AuditFilter(events)
        let rows = try await context.withVault(vault) {
            try await $0.audit(selection, events, since: since, until: until)
        }
        switch format.output {
        case .table: try context.print(AuditText.table(rows).text(on: context.screen))
        case .json: try context.print(JSONText.array(rows.map(AuditText.json)).text)
        case .csv: try context.print(AuditText.csv(rows))
        }
        if rows.isEmpty, format.output == .table { Context.note("there are no such entries") }
    }
}
