import ArgumentParser
import VaultCore

/// `expiring`
struct Expiring: VaultCommand {
    static let configuration = CommandConfiguration(
        abstract: "List what runs out, soonest first.",
        discussion: """
            One row per credential of an application, and one per relationship of a partner with a customer (kind \
            gdap); always an array in JSON. Without a selection it is about all tenants. With --check the exit status \
            is 12 when anything listed is not ok, and a line for monitoring stands before the table. -o ics is for \
            calendars, -o prometheus for node_exporter's textfile collector.

            With --output-file nothing goes to standard output. The file is replaced in one step, and its owner, group \
            and permissions are kept: to let others read it, make it once with "install -m 640 -g GROUP /dev/null FILE".

            Example:
              partner-vault expiring --within 30d --check
              partner-vault expiring -o ics --output-file ~/calendars/partner-vault.ics
            """
    )

    @OptionGroup var tenants: SelectionOptions

    @Option(help: ArgumentHelp("Leave out what ends later and is otherwise in order.", valueName: "duration"))
    var within: String?

    @Flag(help: "Exit with 12 when something is not ok.")
    var check = false

    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: ExpiryOutputOptions

    func run(in context: Context) async throws {
        let selection = try tenants.selection()
        let within = try within.map { try Values.duration($0, option: "--within") }
        if let file = format.outputFile { try OutputFile.check(file) }
        let rows = try await context.withVault(vault) { vault in
            try await vault.expiring(selection.isEmpty ? .everything : selection, within: within)
        }
        let text = ExpiryText.text(
            rows, as: format.output, isCheck: check, at: context.surroundings.now(),
            on: format.outputFile == nil ? context.screen : .plain)
        if let file = format.outputFile {
            try OutputFile.write(text, to: file)
        } else {
            try context.print(text)
        }
        if rows.isEmpty, format.output == .table { Context.note("nothing of the selection runs out") }
        if check, let failure = ExpiryCheck.failure(rows) { throw failure }
    }
}
