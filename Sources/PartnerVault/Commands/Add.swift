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
            is asked for, or comes with --secret-fd or --secret-file: it is never an argument. In its place the \
            application may have a certificate, another platform's token, a user's password (legacy), or nothing at \
            all (--public): then a user signs in with 'login'. With --app the tenant is one more directory reached \
            with the application of a tenant that is there already.

            Example:
              partner-vault add contoso --directory-id contoso.com --client-id 6e2a5c0e-… --expires 2027-03-01
              partner-vault add contoso --directory-id contoso.com --client-id 6e2a5c0e-… --certificate contoso.pem
              partner-vault add fabrikam --directory-id fabrikam.com --app contoso --tag customer
            """
    )

    @Argument(help: "What the tenant is to be called.")
    var name: String

    @OptionGroup var application: ApplicationOptions

    @Option(help: ArgumentHelp("Use the application of this tenant.", valueName: "name"))
    var app: String?

    @Flag(name: .customLong("public"), help: "The application is a public client: only users sign in with it.")
    var isPublic = false

    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: OutputOptions

    func run(in context: Context) async throws {
        // Faults in the options are said before anyone types a passphrase.
        _ = try application.order(name: name, app: app)
        try application.checkCredential(isPublic: isPublic)
        guard app == nil || !isPublic else { throw Values.usage("--public does not go with --app", nil) }
        let stored = try await context.withVault(vault) { vault in
            var order = try application.order(name: name, app: app)
            // Asked for last, so that no one types a secret for a vault that does not open.
            order.proof = try context.proof(application, isPublic: isPublic)
            if app == nil, order.proof == nil { order.secret = try context.clientSecret(application, for: name) }
            return try await vault.add(order)
        }
        try context.show([stored], single: true, as: format.output)
        if stored.signIn == "user", !stored.credentials.contains(where: { $0.user != nil }) {
            // Where the application is another's, so is its user's sign-in.
            Context.note("sign a user in with \"partner-vault login \(shellQuoted(stored.app ?? name))\"")
        }
        if app == nil,
            stored.credentials.contains(where: { $0.kind == "clientSecret" && $0.expires == nil && !$0.neverExpires })
        {
            Context.note(
                "when this secret ends is not known: read it from the directory with \"partner-vault sync \(shellQuoted(name))\", "
                    + "or say so with \"partner-vault edit \(shellQuoted(name)) --expires INSTANT\""
            )
        }
    }
}
