import ArgumentParser
import VaultCore
import VaultCrypto

/// `slot add`
struct SlotAdd: VaultCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Let another key open the vault.",
        discussion: """
            'passphrase' asks twice for a new one. 'recovery-key' makes one and shows it this once. 'recipient' takes \
            the public key that 'keygen' printed; its owner need not be there.

            Example:
              partner-vault slot add passphrase --label night-shift
              partner-vault slot add recipient pvpub1… --label ci
            """
    )

    /// What kind of key.
    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case passphrase
        case recoveryKey = "recovery-key"
        case recipient
    }

    @Argument(help: "passphrase, recovery-key or recipient.")
    var kind: Kind

    @Argument(help: ArgumentHelp("A recipient's public key.", valueName: "publickey"))
    var publicKey: String?

    @Option(help: ArgumentHelp("What people call it.", valueName: "text"))
    var label: String?

    @OptionGroup var new: NewPassphraseOptions
    @OptionGroup var askAgain: AskAgainOptions
    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: OutputOptions

    func run(in context: Context) async throws {
        let label = try label.map { try Values.label($0) }
        guard (kind == .recipient) == (publicKey != nil) else {
            throw Values.usage(
                kind == .recipient ? "a recipient has a public key" : "only a recipient has a public key",
                "make one with \"partner-vault keygen --output-file FILE\""
            )
        }
        switch kind {
        case .passphrase: try await addPassphrase(label, context)
        case .recoveryKey: try await addRecoveryKey(label, context)
        case .recipient:
            let recipient = try Values.recipient(publicKey ?? "")
            let slot = try await context.withKeys(vault, askAgain) {
                try $0.addSlot(.recipient(recipient), label: label)
            }
            try show(slot, context)
        }
    }

    private func addPassphrase(_ label: String?, _ context: Context) async throws {
        let cost = try new.cost.chosen()
        let slot = try await context.withKeys(vault, askAgain) { vault in
            let typed = try context.newPassphrase(new)
            let keyFile = PendingKeyFile(new.keyFileOut)
            let second = try keyFile.create()
            let passphrase = try PassphraseCost.new(Passphrase(typed, keyFile: second), cost)
            do {
                let slot = try vault.addSlot(.passphrase(passphrase), label: label)
                keyFile.keep()
                return slot
            } catch {
                keyFile.settle(after: error)
                throw error
            }
        }
        try show(slot, context)
    }

    private func addRecoveryKey(_ label: String?, _ context: Context) async throws {
        let stored = try await context.withKeys(vault, askAgain) { try $0.addRecoveryKey(label: label) }
        let (slot, issued) = stored.value
        switch format.output {
        case .json:
            let json = SlotText.json(slot).adding("recoveryKey", RecoveryKeyText.placeholder(issued))
            try RecoveryKeyText.print(json.text, [issued], in: context)
        case .table:
            try context.print(SlotText.facts(slot).text(on: context.screen))
            try RecoveryKeyText.print(issued, in: context)
        }
        if let failure = stored.failure { throw failure }
    }

    private func show(_ slot: SlotReport, _ context: Context) throws {
        switch format.output {
        case .json: try context.print(SlotText.json(slot).text)
        case .table: try context.print(SlotText.facts(slot).text(on: context.screen))
        }
    }
}
