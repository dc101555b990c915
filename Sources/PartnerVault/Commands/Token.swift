import ArgumentParser
import VaultCore
import VaultModel

/// `token`
struct Token: VaultCommand {
    static let configuration = CommandConfiguration(
        abstract: "Mint access tokens, or serve them from the cache.",
        discussion: """
            Forms (-o): token, the token alone; header, 'Authorization: Bearer …'; env, lines for a shell that set \
            ACCESS_TOKEN and ACCESS_TOKEN_EXPIRES_ON; json; az, what 'az account get-access-token' prints. Several \
            tenants need -o json, which has an "error" in place of each token that could not be had.

            Example:
              curl -H "$(partner-vault token contoso -o header)" https://api.partner.microsoft.com/…
              eval "$(partner-vault token contoso --resource graph -o env)"
              partner-vault token --tag customer -o json
            """
    )

    @OptionGroup var tenants: SelectionOptions

    @Option(
        help: ArgumentHelp(
            "partner, partner-center, graph, arm, key-vault, a URI or a GUID.",
            valueName: "resource"
        )
    )
    var resource: String?

    @Option(
        name: .customLong("scope"),
        help: ArgumentHelp(
            "A scope in place of a resource; repeatable, all of one resource.",
            valueName: "scope"
        )
    )
    var scopes: [String] = []

    @Option(name: .customLong("as"), help: ArgumentHelp("As the app itself or as a user.", valueName: "app|user"))
    var signIn: String?

    @Option(help: ArgumentHelp("Serve a cached token only if it lives longer than this.", valueName: "duration"))
    var minValid = "5m"

    @Flag(help: "Mint a new token, whatever is cached.")
    var forceNew = false

    @Option(help: ArgumentHelp("A claims challenge to answer, JSON or base64; mints a new token.", valueName: "json"))
    var claims: String?

    @Flag(help: "Ask for a token that lives up to a day and can be revoked meanwhile (continuous access evaluation).")
    var cae = false

    @Option(help: ArgumentHelp("How many sign-ins run at once, 1 to 64.", valueName: "n"))
    var concurrency = 16

    @Option(name: [.customShort("o"), .long], help: ArgumentHelp("The form of the output.", valueName: "format"))
    var output = TokenFormat.token

    @OptionGroup var vault: VaultOptions

    func run(in context: Context) async throws {
        let selection = try tenants.required()
        guard selection.isSingle || output == .json else {
            throw Values.usage("several tokens do not fit this form", "use -o json")
        }
        let query = try query()
        let progress = context.progress("signing in")
        let outcomes = try await context.withVault(vault) { vault in
            defer { progress.end() }
            if output != .json { try await refuseSeveral(selection, in: vault) }
            return try await vault.tokens(for: selection, query) { progress.show($0, of: $1) }
        }
        for outcome in outcomes {
            if case .success(let grant) = outcome.result, let warning = grant.warning { Context.note(warning) }
        }
        try print(outcomes, single: selection.isSingle, in: context)
        let failures = outcomes.compactMap { outcome -> VaultFailure? in
            switch outcome.result {
            case .success: nil
            case .failure(let failure): failure
            }
        }
        try context.conclude(failures, of: outcomes.count, what: "sign-ins")
    }

    /// A client or directory ID is one word that several tenants may answer to.
    private func refuseSeveral(_ selection: TenantSelection, in vault: DirectVault) async throws {
        guard let name = selection.names.first, ClientID(name) != nil else { return }
        let count = try await vault.tenants(selection).count
        guard count > 1 else { return }
        throw VaultFailure(
            .severalMatch,
            "\(count) tenants match \"\(name)\", and several tokens do not fit this form",
            hint: "name one of them, or use -o json"
        )
    }

    /// A single token that could not be had is an error and nothing else; a script never reads half an answer.
    private func print(_ outcomes: [TokenOutcome], single: Bool, in context: Context) throws {
        guard single, outcomes.count == 1, let outcome = outcomes.first else {
            return try context.print(JSONText.array(outcomes.map(TokenText.json)).text)
        }
        guard case .success(let grant) = outcome.result else { return }
        try context.print(TokenText.single(outcome, grant, as: output))
    }

    private func query() throws -> TokenQuery {
        guard resource == nil || scopes.isEmpty else {
            throw Values.usage("--resource and --scope exclude each other", nil)
        }
        guard (1...64).contains(concurrency) else { throw Values.usage("--concurrency goes from 1 to 64", nil) }
        return TokenQuery(
            resource: try resource.map { try Values.resource($0) },
            scopes: scopes,
            signIn: try signIn.map { try Values.signIn($0) },
            minimumValidity: try Values.duration(minValid, option: "--min-valid"),
            forceNew: forceNew,
            claims: try claims.map { try Values.claims($0) },
            isLongLived: cae,
            concurrency: concurrency
        )
    }
}
