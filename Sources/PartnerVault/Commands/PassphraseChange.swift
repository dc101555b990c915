import ArgumentParser
import VaultCore
import VaultCrypto

/// `passphrase`
struct PassphraseChange: VaultCommand {
    static let configuration = CommandConfiguration(
        commandName: "passphrase",
        abstract: "Change the passphrase.",
        discussion: """
            Asks for the present one, or takes --recovery-key-fd where that is forgotten, and then twice for the new \
            one. The vault's own key stays the same: old backups and copies still open with the old passphrase. If \
            somebody knows it who should not, 'rekey' afterwards, and delete the old backups.

            Example:
              partner-vault passphrase
              partner-vault passphrase --recovery-key-fd 0
            """
    )

    @Option(help: ArgumentHelp("The slot, where the vault has several passphrases.", valueName: "id"))
    var slot: UInt32?

    @OptionGroup var new: NewPassphraseOptions
    @OptionGroup var askAgain: AskAgainOptions
    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: OutputOptions

    func run(in context: Context) async throws {
        let cost = try new.cost.chosen()
        let changed = try await context.withKeys(vault, askAgain) { vault in
            let typed = try context.newPassphrase(new)
            let keyFile = PendingKeyFile(new.keyFileOut)
            let passphrase = Passphrase(typed, keyFile: try keyFile.create())
            do {
                let changed = try vault.changePassphrase(to: passphrase, cost: cost, in: slot)
                keyFile.keep()
                return changed
            } catch {
                keyFile.settle(after: error)
                throw error
            }
        }
        switch format.output {
        case .json: try context.print(SlotText.json(changed).text)
        case .table: try context.print("changed the passphrase of slot \(changed.id)\n")
        }
        Context.note("backups and copies of before still open with the old one")
    }
}
