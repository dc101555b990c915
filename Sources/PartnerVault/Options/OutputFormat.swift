import ArgumentParser

/// The forms of nearly every command.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable, Sendable { case table, json }

/// The forms of lists that people take into a spreadsheet.
enum ListFormat: String, ExpressibleByArgument, CaseIterable, Sendable { case table, json, csv }

/// The forms of `expiring`: also for calendars and for monitoring.
enum ExpiryFormat: String, ExpressibleByArgument, CaseIterable, Sendable { case table, json, csv, ics, prometheus }

/// The forms of `token`.
enum TokenFormat: String, ExpressibleByArgument, CaseIterable, Sendable { case token, header, env, json, az }

/// `-o` of commands that know `table` and `json`.
struct OutputOptions: ParsableArguments {
    @Option(name: [.customShort("o"), .long], help: ArgumentHelp("The form of the output.", valueName: "format"))
    var output = OutputFormat.table
}

/// `-o` of commands that know `csv` too.
struct ListOutputOptions: ParsableArguments {
    @Option(name: [.customShort("o"), .long], help: ArgumentHelp("The form of the output.", valueName: "format"))
    var output = ListFormat.table
}

/// `-o` of `expiring`, and where it goes.
struct ExpiryOutputOptions: ParsableArguments {
    @Option(name: [.customShort("o"), .long], help: ArgumentHelp("The form of the output.", valueName: "format"))
    var output = ExpiryFormat.table

    @Option(
        help: ArgumentHelp(
            "Write to this file, whole at every moment; who may read it is kept, and a new one is yours alone.",
            valueName: "file"
        )
    )
    var outputFile: String?
}
