import ArgumentParser
import VaultCore
import VaultCrypto

/// `init`
struct Init: VaultCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a new vault.",
        discussion: """
            Asks twice for the passphrase on a terminal; --passphrase-fd and --passphrase-file bring it instead. With \
            --key-file-out the vault opens only with that file and the passphrase together: keep them apart. With \
            --recovery-key a second key is shown, this once: write it down and keep it where the passphrase is not.

            Example:
              partner-vault init --recovery-key
            """
    )

    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: OutputOptions

    @Flag(help: "Make a recovery key too, and show it once.")
    var recoveryKey = false

    @Option(help: ArgumentHelp("Make a key file too, the passphrase's second factor.", valueName: "file"))
    var keyFileOut: String?

    @OptionGroup var cost: DerivationCostOptions

    func run(in context: Context) async throws {
        let path = try VaultLocation.path(vault, environment: context.surroundings.environment)
        // Before anyone has thought of a passphrase; `create` looks again.
        guard !PrivateFile.exists(path) else {
            throw VaultFailure(
                .vaultExists,
                "there is a vault at \(path) already",
                hint: "name another file with --vault"
            )
        }
        let cost = try cost.chosen()
        let passphrase = try context.newPassphrase(vault, for: path)
        let recovery = recoveryKey ? IssuedRecoveryKey(slot: 2, key: try RecoveryKey()) : nil
        let keyFile = PendingKeyFile(keyFileOut)
        let second = try keyFile.create()
        let new = NewVault(
            passphrase: Passphrase(passphrase, keyFile: second),
            cost: cost,
            recoveryKey: try recovery?.key.duplicate()
        )
        do {
            try await make(new, path, context)
            keyFile.keep()
        } catch {
            keyFile.settle(after: error)
            // The vault is there, and this is the only time that its recovery key can be seen.
            if recovery != nil, (error as? VaultFailure)?.code == .witnessUnwritten {
                try show(path, cost, recovery, context)
            }
            throw error
        }
        try show(path, cost, recovery, context)
    }

    private func show(
        _ path: String, _ cost: DerivationCost?, _ recovery: IssuedRecoveryKey?, _ context: Context
    ) throws {
        let shown = cost ?? .usual
        switch format.output {
        case .json:
            let json: JSONText = [
                "vault": .string(path), "keyFile": JSONText(keyFileOut),
                "memoryMiB": .number(Int(shown.memoryMiB)), "passes": .number(Int(shown.passes)),
                "recoveryKey": recovery.map { RecoveryKeyText.placeholder($0) } ?? .null,
            ]
            try RecoveryKeyText.print(json.text, [recovery].compactMap(\.self), in: context)
        case .table:
            var facts = Facts()
            facts.add("vault", path)
            facts.add("key file", keyFileOut)
            facts.add("passphrase", "\(shown.memoryMiB) MiB and \(shown.passes) passes an attempt")
            try context.print(facts.text(on: context.screen))
            if let recovery { try RecoveryKeyText.print(recovery, in: context) }
        }
    }

    private func make(_ new: consuming NewVault, _ path: String, _ context: Context) async throws {
        let progress = context.progress("making the vault")
        progress.say()
        defer { progress.end() }
        try await DirectVault.create(at: path, new, surroundings: context.surroundings).close()
    }
}
