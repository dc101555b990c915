import ArgumentParser
import VaultCore

/// `verify`
struct Verify: VaultCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check every record of the vault and the audit chain.",
        discussion: """
            Of a vault that is damaged it says where, as near as it can be told, and counts what is sound; the exit \
            status is then 4. Nothing secret is shown.

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
        case .table:
            try context.print(VerifyText.facts(report).text(on: context.screen))
            if !report.findings.isEmpty {
                try context.print("\n" + VerifyText.table(report.findings).text(on: context.screen))
            }
        case .json: try context.print(VerifyText.json(report).text)
        }
        if let damage = report.damage { throw damage }
    }
}
