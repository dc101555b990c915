import ArgumentParser
import VaultCore

/// `slot remove`
struct SlotRemove: VaultCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Let a key open the vault no more.",
        discussion: """
            Copies and backups of before still open with it, and so does whatever its holder took along: after a leak, \
            'rekey --drop-slot ID' and new secrets are what helps. One slot that was used before always stays.

            Example:
              partner-vault slot remove 3
            """
    )

    @Argument(help: "The slot's ID, as 'slot list' shows it.")
    var id: UInt32

    @OptionGroup var askAgain: AskAgainOptions
    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: OutputOptions

    func run(in context: Context) async throws {
        let slot = try await context.withKeys(vault, askAgain) { try $0.removeSlot(id) }
        switch format.output {
        case .json: try context.print(SlotText.json(slot).text)
        case .table: try context.print("removed slot \(slot.id)\n")
        }
    }
}
