import ArgumentParser
import VaultCore

/// `exit-codes`
struct ExitCodes: VaultCommand {
    static let configuration = CommandConfiguration(
        abstract: "List every exit status and the codes of errors that have it.",
        discussion: """
            The numbers stay as they are. No vault is needed.

            Example:
              partner-vault exit-codes -o json
            """
    )

    @OptionGroup var format: OutputOptions

    func run(in context: Context) async throws {
        switch format.output {
        case .table: try context.print(ExitCodeText.table().text(on: context.screen))
        case .json: try context.print(ExitCodeText.json().text)
        }
    }
}
