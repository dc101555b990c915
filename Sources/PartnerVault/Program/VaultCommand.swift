import ArgumentParser

/// A subcommand: parses, calls one use case, renders a value.
protocol VaultCommand: ParsableCommand {
    func run(in context: Context) async throws
}
