import ArgumentParser
import VaultCore
import VaultCrypto

/// `init`
struct Init: VaultCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a new vault.",
        discussion: """
            Asks twice for the passphrase on a terminal; --passphrase-fd and --passphrase-file bring it instead. With \
            --key-file-out the vault opens only with that file and the passphrase together: keep them apart.

            Example:
              partner-vault init --key-file-out /media/stick/vault.key
            """
    )

    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: OutputOptions

    @Option(help: ArgumentHelp("Make a key file too, the passphrase's second factor.", valueName: "file"))
    var keyFileOut: String?

    @Option(help: ArgumentHelp("Memory that trying a passphrase takes, 64 to 1024; 256 by default.", valueName: "mib"))
    var kdfMemory: Int?

    @Option(help: ArgumentHelp("Passes over that memory, 2 to 16; 3 by default.", valueName: "n"))
    var kdfPasses: Int?

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
        let passphrase = try context.newPassphrase(vault, for: path)
        let key = keyFileOut.map { PendingKeyFile(path: $0) }
        do {
            let new = NewVault(
                passphrase: Passphrase(passphrase, keyFile: try key?.create()),
                memoryMiB: kdfMemory,
                passes: kdfPasses
            )
            let progress = context.progress("making the vault")
            progress.say()
            defer { progress.end() }
            try await DirectVault.create(at: path, new, surroundings: context.surroundings).close()
        } catch {
            key?.takeBack()
            throw error
        }
        switch format.output {
        case .json:
            try context.print((["vault": .string(path), "keyFile": JSONText(keyFileOut)] as JSONText).text)
        case .table:
            var facts = Facts()
            facts.add("vault", path)
            facts.add("key file", keyFileOut)
            try context.print(facts.text(on: context.screen))
        }
    }
}

/// A key file that stays only if the vault that needs it does.
private final class PendingKeyFile {
    private let path: String
    private var isMade = false

    init(path: String) {
        self.path = path
    }

    func create() throws -> SecretBytes {
        let key = try KeyFiles.create(path)
        isMade = true
        return key
    }

    func takeBack() {
        if isMade { PrivateFile.remove(path) }
    }
}
