import ArgumentParser

/// The program itself; every act is a subcommand.
struct Root: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "partner-vault",
        abstract: "Keep the credentials of partner tenants encrypted, and mint access tokens from them.",
        discussion: """
            Secrets go into one encrypted file and come out as short-lived tokens. Options such as --vault may stand \
            before the command too.

            Example:
              partner-vault init
              partner-vault add contoso --directory-id contoso.com --client-id 6e2a5c0e-…
              partner-vault token contoso
            """,
        version: "0.1.0",
        groupedSubcommands: [
            CommandGroup(
                name: "Tenants",
                subcommands: [
                    Add.self, List.self, Show.self, Edit.self, Rename.self, Remove.self, Offboard.self, Import.self,
                    Export.self,
                ]
            ),
            CommandGroup(
                name: "Tokens", subcommands: [Token.self, Login.self, Probe.self, ConsentCommand.self, Inspect.self]),
            CommandGroup(name: "Rotation", subcommands: [Rights.self, Rotate.self]),
            CommandGroup(
                name: "Oversight",
                subcommands: [
                    Expiring.self, Report.self, SyncCommand.self, PolicyCommand.self, Watch.self, WatchUnits.self,
                    Audit.self, Verify.self, DoctorCommand.self,
                ]),
            CommandGroup(
                name: "Vault",
                subcommands: [
                    Init.self, Backup.self, Restore.self, Reveal.self, Settings.self, ExitCodes.self,
                ]
            ),
            CommandGroup(name: "Keys", subcommands: [Slot.self, Keygen.self, PassphraseChange.self, Rekey.self]),
        ]
    )
}
