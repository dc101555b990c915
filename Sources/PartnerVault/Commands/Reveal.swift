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

    @Argument(help: "The tenant.")
    var name: String

    @Option(help: ArgumentHelp("The credential with this key ID instead of the active one.", valueName: "keyid"))
    var credential: String?

    @Option(help: ArgumentHelp("What of it: secret, or of a certificate key or certificate.", valueName: "part"))
    var part: RevealedPart?

    @OptionGroup var askAgain: AskAgainOptions
    @OptionGroup var vault: VaultOptions

    func run(in context: Context) async throws {
        let endsLine = Streams.isTerminal(Streams.output)
        try await context.withVault(vault, asking: .again(yesReveal: askAgain.yesReveal)) { vault in
            try await vault.reveal(name, credential: credential, part: part) { secret in
                try Streams.write(secret, to: Streams.output)
                // PEM ends its own lines.
                if endsLine, part == nil || part == .secret { try Streams.write("\n", to: Streams.output) }
            }
        }
    }
}

extension RevealedPart: ExpressibleByArgument {}
