import ArgumentParser
import VaultCore

/// `backup`
struct Backup: VaultCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a backup of the whole vault, and read it back.",
        discussion: """
            Asks again. The vault may be in use meanwhile. The file appears whole or not at all, and takes the place of \
            an earlier backup of the same vault only. It opens with the keys that the vault has now: a passphrase that \
            is changed later still opens it.

            Example:
              partner-vault backup /media/stick/partner-vault.pvbackup
            """
    )

    @Argument(help: "The backup's file.")
    var file: String

    @OptionGroup var askAgain: AskAgainOptions
    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: OutputOptions

    func run(in context: Context) async throws {
        guard file != "-" else { throw Values.usage("a backup goes to a file", "it is read back before it counts") }
        let progress = context.progress("backing up")
        let report = try await context.withVault(vault, asking: .again(yesReveal: askAgain.yesReveal)) { vault in
            defer { progress.end() }
            return try await vault.backUp(to: file) { progress.show($0, of: $1) }
        }
        switch format.output {
        case .table: try context.print(BackupText.facts(report).text(on: context.screen))
        case .json: try context.print(BackupText.json(report).text)
        }
    }
}
