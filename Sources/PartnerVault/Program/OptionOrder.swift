import ArgumentParser

/// Looks at arguments before they are parsed.
enum OptionOrder {
    /// Options that every command with a vault knows, and whether each takes a value.
    private static let common: [String: Bool] = [
        "--vault": true, "--passphrase-fd": true, "--passphrase-file": true, "--key-file": true, "--ca-file": true,
        "--identity": true, "--recovery-key-fd": true,
        "--no-agent": false, "--accept-rollback": false, "--require-witness": false, "--verbose": false,
        "-o": true, "--output": true,
    ]

    /// Moves common options from before the subcommand to right behind it, where ArgumentParser looks for them.
    static func arranged(_ arguments: [String]) -> [String] {
        var rest = arguments[...]
        var leading: [String] = []
        while let first = rest.first, first.hasPrefix("-") {
            let name = first.split(separator: "=", maxSplits: 1).first.map(String.init) ?? first
            guard let takesValue = common[name] else { return arguments }
            leading.append(rest.removeFirst())
            if takesValue, name == first, let value = rest.popFirst() { leading.append(value) }
        }
        guard let command = rest.popFirst() else { return arguments }
        // A group's own words come first, such as `slot add`.
        var words = [command]
        if Root.groups.contains(command), let word = rest.first, !word.hasPrefix("-") {
            words.append(rest.removeFirst())
        }
        return words + leading + rest
    }

    /// Whether errors are to be JSON too; asked of the raw arguments, because parsing itself may fail.
    static func wantsJSON(_ arguments: [String]) -> Bool {
        var wants = false
        var isNext = false
        for argument in arguments.prefix(while: { $0 != "--" }) {
            if isNext { wants = argument == "json" }
            isNext = argument == "-o" || argument == "--output"
            if ["-ojson", "-o=json", "--output=json"].contains(argument) { wants = true }
        }
        return wants
    }

    /// The subcommand that the arguments name, if they do.
    static func command(_ arguments: [String]) -> String? {
        guard let first = arguments.first else { return nil }
        return Root.allSubcommands.contains(first) ? first : nil
    }
}

extension Root {
    /// Subcommands that have subcommands of their own.
    fileprivate static var groups: Set<String> {
        Set(everySubcommand.filter { !$0.configuration.subcommands.isEmpty }.map { $0._commandName })
    }

    /// The names of all subcommands.
    fileprivate static var allSubcommands: [String] {
        everySubcommand.map { $0._commandName }
    }

    private static var everySubcommand: [any ParsableCommand.Type] {
        configuration.ungroupedSubcommands + configuration.groupedSubcommands.flatMap(\.subcommands)
    }
}
