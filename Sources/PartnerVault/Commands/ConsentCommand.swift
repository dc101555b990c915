import ArgumentParser
import VaultCore
import VaultModel

/// `consent`
struct ConsentCommand: VaultCommand {
    static let configuration = CommandConfiguration(
        commandName: "consent",
        abstract: "Check, give or take back an application's permissions in directories.",
        discussion: """
            --check asks each directory for a token and sees. --grant consents through Partner Center for customers \
            (tenants added with --app, whose partner signed in with 'login'), skips those where that was done, and \
            prints for all others the page on which an admin of the directory consents. --revoke takes a partner's \
            consent back. A run that was interrupted goes on where it stopped.

            Example:
              partner-vault consent --tag customer --check
              partner-vault consent --tag customer --grant --permission graph:User.Read,Directory.Read.All
            """
    )

    @OptionGroup var tenants: SelectionOptions

    @Flag(help: "See whether there is consent.")
    var check = false

    @Flag(help: "Consent for customers, or say where an admin does.")
    var grant = false

    @Flag(help: "Take the consent for customers back.")
    var revoke = false

    @Option(
        name: .customLong("permission"),
        help: ArgumentHelp(
            "Permissions of one API, such as graph:User.Read; repeatable. The default is User.Read of Graph, or "
                + "user_impersonation of the tenant's resource.",
            valueName: "api:scopes"
        )
    )
    var permissions: [String] = []

    @Flag(help: "Consent once more where that was done.")
    var again = false

    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: OutputOptions

    func run(in context: Context) async throws {
        let selection = try tenants.required()
        let query = ConsentQuery(try act())
        let progress = context.progress("asking")
        let outcomes = try await context.withVault(vault) { vault in
            defer { progress.end() }
            return try await vault.consent(selection, query) { progress.show($0, of: $1) }
        }
        switch format.output {
        case .table: try context.print(ConsentText.table(outcomes).text(on: context.screen))
        case .json: try context.printJSON(outcomes.map(ConsentText.json), single: selection.isSingle)
        }
        // Addresses in full, which a table would cut.
        if format.output == .table {
            for outcome in outcomes {
                if let url = outcome.url { try context.print("\(Printable.text(outcome.tenant)): \(url)\n") }
            }
        }
        try context.conclude(outcomes.compactMap(\.failure), of: outcomes.count, what: "directories")
        let missing = outcomes.count { $0.state == .missing }
        guard missing == 0 else {
            throw VaultFailure(
                .findings,
                missing == 1 ? "consent is missing in 1 directory" : "consent is missing in \(missing) directories",
                hint: "an admin of each consents on the page that is shown"
            )
        }
    }

    private func act() throws -> ConsentQuery.Act {
        guard [check, grant, revoke].count(where: { $0 }) == 1 else {
            throw Values.usage("one of --check, --grant and --revoke is needed", nil)
        }
        guard grant || (permissions.isEmpty && !again) else {
            throw Values.usage("--permission and --again go with --grant", nil)
        }
        if check { return .check }
        if revoke { return .revoke }
        return .grant(
            try permissions.map { text in
                guard let permission = ConsentPermission(text) else {
                    throw Values.usage("--permission takes an API and scopes", "such as graph:User.Read,Mail.Send")
                }
                return permission
            },
            again: again
        )
    }
}
