import ArgumentParser
import VaultCore

/// `slot`
struct Slot: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "See and change which keys open the vault.",
        discussion: """
            A vault has up to 16 slots, of which 4 may be passphrases. Each command asks for the passphrase again. \
            Whoever had a key keeps every copy of the vault that it opens: after a leak, 'rekey'.

            Example:
              partner-vault slot add recovery-key
              partner-vault slot add recipient pvpub1… --label ci
            """,
        subcommands: [SlotList.self, SlotAdd.self, SlotRemove.self]
    )
}

/// `slot list`
struct SlotList: VaultCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the keys that open the vault.",
        discussion: """
            'first used' says when a key first opened the vault: 'never' for one that nobody has tried yet.
            """
    )

    @OptionGroup var askAgain: AskAgainOptions
    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: OutputOptions

    func run(in context: Context) async throws {
        let slots = try await context.withKeys(vault, askAgain) { try $0.slots() }
        switch format.output {
        case .json: try context.print(JSONText.array(slots.map(SlotText.json)).text)
        case .table: try context.print(SlotText.table(slots).text(on: context.screen))
        }
    }
}
