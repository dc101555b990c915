import ArgumentParser
import VaultCore

/// `sync`
struct SyncCommand: VaultCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: "Read key IDs and end dates from the directories, and report what differs.",
        discussion: """
            Each application is read once, in its home directory, with its own right to read itself \
            (Application.ReadWrite.OwnedBy as its own owner, or Application.Read.All) or with that of its --via tenant. \
            Nothing is changed in the directory. Credentials are matched by key ID, else by hint or thumbprint where \
            exactly one fits.

            A directory that cannot be read leaves the dates as they were: the exit status is then 11, and 12 where \
            something differs. A run that was interrupted goes on with --older-than.

            Example:
              partner-vault sync contoso
              partner-vault sync --all --older-than 12h
              partner-vault sync our-own-tenant --gdap
            """
    )

    @OptionGroup var tenants: SelectionOptions

    @Option(help: ArgumentHelp("Leave out what was read within this time.", valueName: "duration"))
    var olderThan: String?

    @Flag(help: "Read these tenants' GDAP relationships with customers too, now and each time from now on.")
    var gdap = false

    @Option(name: .customLong("as"), help: ArgumentHelp("Sign in as app or user, not as is usual.", valueName: "kind"))
    var signIn: String?

    @Option(help: ArgumentHelp("How many directories are asked at once.", valueName: "number"))
    var concurrency = 8

    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: OutputOptions

    func run(in context: Context) async throws {
        let selection = try tenants.required()
        guard (1...64).contains(concurrency) else { throw Values.usage("--concurrency goes from 1 to 64", nil) }
        let query = SyncQuery(
            olderThan: try olderThan.map { try Values.duration($0, option: "--older-than") }, relationships: gdap,
            signIn: try signIn.map { try Values.signIn($0) }, concurrency: concurrency)
        let progress = context.progress("reading")
        let outcomes = try await context.withVault(vault) { vault in
            defer { progress.end() }
            return try await vault.sync(selection, query) { progress.show($0, of: $1) }
        }
        switch format.output {
        case .table: try context.print(SyncText.text(outcomes, on: context.screen))
        case .json:
            // With relationships there are two outcomes for one name.
            try context.printJSON(outcomes.map(SyncText.json), single: selection.isSingle && outcomes.count == 1)
        }
        if outcomes.isEmpty { Context.note("nothing of the selection is listed by a directory") }
        try context.conclude(outcomes.compactMap(\.failure), of: outcomes.count, what: "readings")
        let drift = outcomes.flatMap(\.drift)
        guard let first = drift.first else { return }
        throw VaultFailure(
            .findings, drift.count == 1 ? "1 difference" : "\(drift.count) differences",
            hint: FindingText.hint(first.action))
    }
}
