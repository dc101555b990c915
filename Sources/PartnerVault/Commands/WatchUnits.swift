import ArgumentParser
import FoundationEssentials
import VaultCore

/// `watch-units`
struct WatchUnits: VaultCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write systemd user units that run 'watch' each night.",
        discussion: """
            Makes \(WatchUnit.service) and \(WatchUnit.timer), and prints what to type next. The job opens the vault \
            with --identity, which systemd hands to it, or with --passphrase-file. Files that are there and differ are \
            left alone without --force. With --rotate the job also replaces what is due, and removes what an overlap \
            is over for.

            Example:
              partner-vault keygen --output-file ~/.config/partner-vault/watch.key
              partner-vault slot add recipient pvpub1… --label watch
              partner-vault watch-units --identity ~/.config/partner-vault/watch.key --hook ~/bin/notify
            """
    )

    @Option(help: ArgumentHelp("A program to run when there is something to tell.", valueName: "path"))
    var hook: String?

    @Flag(help: "Have the job replace what is due, too.")
    var rotate = false

    @Option(help: ArgumentHelp("When, as OnCalendar= of systemd.time(7) has it.", valueName: "when"))
    var onCalendar = "daily"

    @Option(help: ArgumentHelp("Leave out what ends later and is otherwise in order.", valueName: "duration"))
    var within = "30d"

    @Option(
        help: ArgumentHelp("Where the files go; by default $XDG_CONFIG_HOME/systemd/user.", valueName: "folder"))
    var directory: String?

    @Flag(help: "Replace files that differ.")
    var force = false

    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: OutputOptions

    func run(in context: Context) async throws {
        let unit = try WatchUnitPlan(self, context.surroundings).unit()
        let folder = try UnitFolder(directory, environment: context.surroundings.environment)
        let files = [(WatchUnit.service, unit.serviceText), (WatchUnit.timer, unit.timerText)]
        let written = try folder.write(files, force: force)
        switch format.output {
        case .table:
            let lines =
                files.map { name, _ in "\(written.contains(name) ? "wrote" : "unchanged:") \(folder.path)/\(name)" }
                + ["next, run:"] + WatchUnit.commands.map { "  \($0)" }
            try context.print(lines.map { Printable.text($0) + "\n" }.joined())
        case .json:
            let report: JSONText = [
                "service": .string("\(folder.path)/\(WatchUnit.service)"),
                "timer": .string("\(folder.path)/\(WatchUnit.timer)"), "written": JSONText(written),
                "commands": JSONText(WatchUnit.commands),
            ]
            try context.print(report.text)
        }
    }
}
