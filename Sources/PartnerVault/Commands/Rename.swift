import ArgumentParser
import VaultCore

/// `rename`
struct Rename: VaultCommand {
    static let configuration = CommandConfiguration(
        abstract: "Call a tenant by another name.",
        discussion: """
            Example:
              partner-vault rename contoso contoso/graph
            """
    )

    @Argument(help: "The tenant.")
    var old: String

    @Argument(help: "Its new name.")
    var new: String

    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: OutputOptions

    func run(in context: Context) async throws {
        let name = try Values.name(new)
        let tenant = try await context.withVault(vault) { try await $0.rename(old, to: name) }
        try context.show([tenant], single: true, as: format.output)
    }
}
