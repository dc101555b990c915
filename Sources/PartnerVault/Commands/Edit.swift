import ArgumentParser
import VaultCore
import VaultCrypto

/// `edit`
struct Edit: VaultCommand {
    static let configuration = CommandConfiguration(
        abstract: "Change a tenant or its application.",
        discussion: """
            Only what is named changes; an empty text clears a field, --tag '' all tags. A new secret becomes the \
            active one and the old one retires, or goes at once with --replace. Where secrets may be sent (directory, \
            cloud, authority, graph, delivery command) changes only with the passphrase, asked for again. The delivery \
            command is run by the shell when a secret is rotated: docs/rotation.md.

            Example:
              partner-vault edit contoso --new-secret --expires 2027-09-01T09:00:00Z
            """
    )

    @Argument(help: "The tenant.")
    var name: String

    @OptionGroup var application: ApplicationOptions

    @Flag(help: "Ask for a new client secret.")
    var newSecret = false

    @Flag(help: "Drop the old secret at once.")
    var replace = false

    @Option(help: ArgumentHelp("Takes a rotated secret, on descriptor 3, to whoever needs it.", valueName: "command"))
    var deliverCommand: String?

    @OptionGroup var askAgain: AskAgainOptions
    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: OutputOptions

    func run(in context: Context) async throws {
        let takesSecret = newSecret || application.bringsSecret
        try application.checkCredential()
        guard takesSecret || !application.isEmpty || deliverCommand != nil else {
            throw Values.usage("nothing is to be changed", "run \"partner-vault help edit\"")
        }
        guard !newSecret || !application.bringsProof else {
            throw Values.usage("one secret or certificate at a time", nil)
        }
        guard !replace || takesSecret || application.bringsProof else {
            throw Values.usage("--replace needs a new secret", "give --new-secret, --secret-fd or --secret-file")
        }
        // Faults in the options are said before anyone types a passphrase.
        let moves = try change().movesDestination
        let asking: Context.Asking = moves ? .again(yesReveal: askAgain.yesReveal) : .once
        let changed = try await context.withVault(vault, asking: asking) { vault in
            var change = try change()
            change.proof = try context.proof(application)
            if takesSecret { change.secret = try context.clientSecret(application, for: name) }
            return try await vault.edit(name, change)
        }
        try context.show([changed], single: true, as: format.output)
    }

    private func change() throws -> TenantChange {
        var change = try application.change(replace: replace)
        change.deliveryCommand = deliverCommand
        return change
    }
}
