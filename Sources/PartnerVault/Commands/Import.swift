import ArgumentParser
import VaultCore
import VaultModel

/// `import`
struct Import: VaultCommand {
    static let configuration = CommandConfiguration(
        abstract: "Store many tenants from files.",
        discussion: """
            Reads CSV, one JSON object a line, what 'az ad sp create-for-rbac' prints, or a bundle of 'export', whose \
            key is the --identity (or PARTNER_VAULT_IDENTITY); the vault then opens by other means. What is there already is \
            never altered. The exit status is 11 when some rows were refused; the others are stored. Delete the files \
            afterwards: they hold secrets.

            Example:
              partner-vault import customers.csv --dry-run
              az ad sp create-for-rbac --name leads | partner-vault import - --format az
            """
    )

    /// The forms that rows come in.
    enum Format: String, ExpressibleByArgument, CaseIterable { case az, csv, jsonl }

    @Argument(help: ArgumentHelp("Files, or - for standard input.", valueName: "file"))
    var files: [String]

    @Option(name: .customLong("format"), help: ArgumentHelp("By content unless given.", valueName: "format"))
    var rowFormat: Format?

    @Option(name: .customLong("tag"), help: ArgumentHelp("A tag for every row; repeatable.", valueName: "tag"))
    var tags: [String] = []

    @Option(help: ArgumentHelp("The cloud of rows that name none.", valueName: "cloud"))
    var cloud: String?

    @Option(help: ArgumentHelp("The tenant whose application all rows use.", valueName: "name"))
    var app: String?

    @Option(help: ArgumentHelp("The tenant whose rights read and rotate the credentials.", valueName: "name"))
    var via: String?

    @Flag(help: "Store only rows with which a test sign-in works.")
    var verify = false

    @Flag(help: "Say what would be stored, and store nothing.")
    var dryRun = false

    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: OutputOptions

    func run(in context: Context) async throws {
        let tags = try tags.map { try Values.tag($0) }
        let cloud = try cloud.map { try Values.cloud($0) }
        guard Set(files).count == files.count else { throw Values.usage("a file is named twice", nil) }
        let options = ImportOptions(
            format: rowFormat.flatMap { ImportFormat(rawValue: $0.rawValue) },
            tags: tags,
            cloud: cloud,
            app: app,
            via: via,
            verify: verify,
            dryRun: dryRun
        )
        let inputs = try files.map { try ImportInput($0) }
        // Before the vault, so that a bundle which does not open is known at once.
        for input in inputs where input.isBundle {
            guard rowFormat == nil, cloud == nil, app == nil, via == nil else {
                throw Values.usage("--format, --cloud, --app and --via do not go with a bundle", "leave them out")
            }
            try await input.open(vault, in: context)
        }
        var door = vault
        if inputs.contains(where: \.isBundle) { door.identity = nil }
        let results = try await context.withVault(door) { vault in
            var results: [ImportedFile] = []
            for input in inputs {
                results.append(ImportedFile(file: input.name, report: try await input.store(in: vault, options)))
            }
            return results
        }
        switch format.output {
        case .json: try context.print(ImportText.json(results).text)
        case .table:
            try context.print(ImportText.table(results).text(on: context.screen))
            Context.note(ImportText.summary(results, dryRun: dryRun))
        }
        let refused = results.map(\.report.refused.count).reduce(0, +)
        guard refused == 0 else {
            throw VaultFailure(
                .someFailed,
                "\(refused) \(refused == 1 ? "row was" : "rows were") refused",
                hint: "mend the rows and import the file again; what is stored stays as it is"
            )
        }
    }
}
