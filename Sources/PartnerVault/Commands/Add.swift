import ArgumentParser
import VaultCore
import VaultCrypto
import VaultModel

/// `add`
struct Add: VaultCommand {
    static let configuration = CommandConfiguration(
        abstract: "Store a tenant and the application that reaches it.",
        discussion: """
            A test token for the default resource is minted first; nothing is stored if that fails. The client secret \
            is asked for, or comes with --secret-fd or --secret-file: it is never an argument. With --app the tenant \
            is one more directory reached with the application of a tenant that is there already.

            Example:
              partner-vault add contoso --directory-id contoso.com --client-id 6e2a5c0e-… --expires 2027-03-01
              partner-vault add fabrikam --directory-id fabrikam.com --app contoso --tag customer
            """
    )

    @Argument(help: "What the tenant is to be called.")
    var name: String

    @OptionGroup var application: ApplicationOptions

    @Option(help: ArgumentHelp("Use the application of this tenant.", valueName: "name"))
    var app: String?

    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: OutputOptions

    func run(in context: Context) async throws {
        // Faults in the options are said before anyone types a passphrase.
        _ = try application.order(name: name, app: app)
        let stored = try await context.withVault(vault) { vault in
            var order = try application.order(name: name, app: app)
            // Asked for last, so that no one types a secret for a vault that does not open.
            if app == nil { order.secret = try context.clientSecret(application, for: name) }
            return try await vault.add(order)
        }
        try context.show([stored], single: true, as: format.output)
        if app == nil, stored.credentials.contains(where: { $0.expires == nil && !$0.neverExpires }) {
            Context.note(
                "when this secret ends is not known: say so with \"partner-vault edit \(shellQuoted(name)) --expires INSTANT\""
            )
        }
    }
}
