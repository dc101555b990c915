import ArgumentParser
import VaultCore

/// `verify`
struct Verify: VaultCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check every record of the vault and the audit chain.",
        discussion: """
            Example:
              partner-vault verify
            """
    )

    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: OutputOptions

    func run(in context: Context) async throws {
        let progress = context.progress("checking")
        let report = try await context.withVault(vault) { vault in
            defer { progress.end() }
            return try await vault.verify { progress.show($0, of: $1) }
        }
        switch format.output {
        case .table: try context.print(VerifyText.facts(report).text(on: context.screen))
        case .json: try context.print(VerifyText.json(report).text)
        }
    }
}
