import ArgumentParser
import VaultCore

/// Which vault, and what opens it; common to all commands that need one.
struct VaultOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The vault's file (or PARTNER_VAULT_FILE; by default in $XDG_DATA_HOME/partner-vault).",
            valueName: "file"
        )
    )
    var vault: String?

    @Option(help: ArgumentHelp("Read the passphrase from this file descriptor.", valueName: "n"))
    var passphraseFd: Int32?

    @Option(
        help: ArgumentHelp(
            "Read the passphrase from a file that only you can read (or PARTNER_VAULT_PASSPHRASE_FILE).",
            valueName: "file"
        )
    )
    var passphraseFile: String?

    @Option(
        help: ArgumentHelp(
            "The key file that goes with the passphrase (or PARTNER_VAULT_KEY_FILE).",
            valueName: "file"
        )
    )
    var keyFile: String?

    @Option(
        help: ArgumentHelp(
            "Open the vault with an identity that keygen made (or PARTNER_VAULT_IDENTITY).",
            valueName: "file"
        )
    )
    var identity: String?

    @Option(help: ArgumentHelp("Open the vault with the recovery key from this descriptor.", valueName: "n"))
    var recoveryKeyFd: Int32?

    @Flag(help: "Open the vault in this process even if an agent has it.")
    var noAgent = false

    @Option(
        help: ArgumentHelp(
            "Trust these certificates too, for hosts that are not Microsoft's (or PARTNER_VAULT_CA_FILE).",
            valueName: "file"
        )
    )
    var caFile: String?

    @Flag(help: "Go on with a vault that is older than its witness, and record it.")
    var acceptRollback = false

    @Flag(help: "Refuse a vault that has no witness.")
    var requireWitness = false

    @Flag(help: "Say more on standard error.")
    var verbose = false

    /// How the vault is to be opened.
    var opening: OpenOptions { OpenOptions(acceptRollback: acceptRollback, requireWitness: requireWitness) }
}

/// For commands that ask for the passphrase again, however the vault is unlocked already.
struct AskAgainOptions: ParsableArguments {
    @Flag(help: "Let a passphrase file or identity from the environment count where the passphrase is asked for again.")
    var yesReveal = false
}
