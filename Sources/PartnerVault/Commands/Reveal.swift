import ArgumentParser
import VaultCore

/// `reveal`
struct Reveal: VaultCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print a tenant's secret, and mark it exposed.",
        discussion: """
            Asks for the passphrase again, and leaves a trace in the audit log. On a terminal a line feed follows the \
            secret; a pipe or a file gets the secret alone.

            Example:
              partner-vault reveal contoso | wl-copy
            """
    )

    /// What of a credential is wanted; a client secret has one part.
    enum Part: String, ExpressibleByArgument, CaseIterable { case secret }

    @Argument(help: "The tenant.")
    var name: String

    @Option(help: ArgumentHelp("The credential with this key ID instead of the active one.", valueName: "keyid"))
    var credential: String?

    @Option(help: ArgumentHelp("What of it.", valueName: "part"))
    var part = Part.secret

    @OptionGroup var askAgain: AskAgainOptions
    @OptionGroup var vault: VaultOptions

    func run(in context: Context) async throws {
        let endsLine = Streams.isTerminal(Streams.output)
        try await context.withVault(vault, asking: .again(yesReveal: askAgain.yesReveal)) { vault in
            try await vault.reveal(name, credential: credential) { secret in
                try Streams.write(secret, to: Streams.output)
                if endsLine { try Streams.write("\n", to: Streams.output) }
            }
        }
    }
}
