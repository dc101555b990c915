import ArgumentParser
import VaultCore

/// `report`
struct Report: VaultCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the state of the whole vault at a glance.",
        discussion: """
            How many credentials there are by verdict, when they end, which end first, and what to mend with which \
            command. With --html the same goes into one page that needs nothing else, to be read in a browser, on a \
            phone or on paper. Nothing secret is in it; names and dates are: keep it as you keep a customer list.

            Example:
              partner-vault report
              partner-vault report --html vault.html
            """
    )

    @Option(help: ArgumentHelp("Write a page to this file, in the place of what was there.", valueName: "file"))
    var html: String?

    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: OutputOptions

    func run(in context: Context) async throws {
        guard html == nil || format.output == .table else {
            throw Values.usage("--html and -o json exclude each other", nil)
        }
        if let html { try OutputFile.check(html) }
        let report = try await context.withVault(vault) { try await $0.report() }
        if let html {
            try OutputFile.write(ReportPage.html(report), to: html)
            return
        }
        switch format.output {
        case .table: try context.print(OverviewText.text(report, on: context.screen))
        case .json: try context.print(OverviewJSON.json(report).text)
        }
    }
}
