import ArgumentParser
import VaultCore
import VaultCrypto

/// `keygen`
struct Keygen: VaultCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make an identity: a key by which a machine or a colleague opens the vault.",
        discussion: """
            The file stays where it is used and is never copied; the public key that is printed goes to whoever has \
            the vault, for 'slot add recipient' or 'export --to'. In a systemd unit, LoadCredential= brings the file in \
            as partner-vault.identity, and the vault opens without a person.

            Example:
              partner-vault keygen --output-file ci.key
            """
    )

    @Option(help: ArgumentHelp("The file to be made.", valueName: "file"))
    var outputFile: String

    @OptionGroup var format: OutputOptions

    func run(in context: Context) async throws {
        let recipient = try IdentityFile.create(outputFile)
        switch format.output {
        case .json:
            try context.print(
                (["file": .string(outputFile), "publicKey": .string(recipient.description)] as JSONText).text)
        case .table: try context.print("\(recipient)\n")
        }
    }
}
