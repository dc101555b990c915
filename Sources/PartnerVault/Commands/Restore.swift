import ArgumentParser
import VaultCore

/// `restore`
struct Restore: VaultCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a backup, or a bundle, the vault.",
        discussion: """
            Takes a key that opened the vault when it was backed up. Everything is verified before anything is \
            replaced; what is replaced is kept beside the vault as it was, once, under .before-restore. Shows what lies \
            there and asks; --yes answers for you. Needs room for the vault twice.

            Example:
              partner-vault restore /media/stick/partner-vault.pvbackup
              partner-vault restore ci.pvbundle --vault ci.db --identity ci.key
            """
    )

    @Argument(help: "The backup's file.")
    var file: String

    @Flag(help: "Do not ask.")
    var yes = false

    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: OutputOptions

    func run(in context: Context) async throws {
        guard file != "-" else { throw Values.usage("a backup is restored from a file", nil) }
        let environment = context.surroundings.environment
        let input = try InputFile(file)
        let path = try VaultLocation.path(vault, environment: environment)
        let backup = try LockedBackup(
            input.descriptor,
            replacing: path,
            options: vault.opening,
            surroundings: context.surroundings
        )
        if let present = backup.present, !yes { try confirm(present, path, context) }
        let keyhole = Keyhole(
            shown: "the backup " + VaultLocation.shown(file, environment: environment),
            needsKeyFile: backup.needsKeyFile,
            takesPassphrase: backup.takesPassphrase
        )
        let opened = try await context.unlocking(keyhole, vault, .once) { try await backup.unlock(with: $0) }
        let progress = context.progress("restoring")
        defer { progress.end() }
        let report = try await opened.restore { progress.show($0, of: $1) }
        progress.end()
        switch format.output {
        case .table: try context.print(BackupText.facts(report).text(on: context.screen))
        case .json: try context.print(BackupText.json(report).text)
        }
    }

    private func confirm(_ present: PresentReport, _ path: String, _ context: Context) throws {
        guard let terminal = TerminalPrompt() else {
            throw VaultFailure(
                .usage,
                "there is a vault at \(Printable.text(path)), and no terminal to ask whether to replace it",
                hint: "give --yes"
            )
        }
        let screen = terminal.screen(context.surroundings.environment)
        try terminal.show(BackupText.facts(present, path).text(on: screen))
        let question = present.isSameVault ? "replace this vault?" : "replace this, which is another vault?"
        guard try terminal.confirm(question) else { throw VaultFailure(.failure, "nothing was restored") }
    }
}
