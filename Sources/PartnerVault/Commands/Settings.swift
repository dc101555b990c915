import ArgumentParser
import VaultCore

/// `settings`
struct Settings: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show or change what is sealed into the vault with its data.",
        discussion: """
            Example:
              partner-vault settings show
              partner-vault settings set audit-days 365
            """,
        subcommands: [SettingsShow.self, SettingsSet.self]
    )
}

/// `settings show`
struct SettingsShow: VaultCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show all settings.",
        discussion: """
            Example:
              partner-vault settings show -o json
            """
    )

    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: OutputOptions

    func run(in context: Context) async throws {
        try SettingsText.print(try await context.withVault(vault) { try await $0.settings() }, format, in: context)
    }
}

/// `settings set`
struct SettingsSet: VaultCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Change one setting.",
        discussion: """
            Asks for the passphrase again, and leaves a trace in the audit log: a shorter log forgets.

            \(SettingKey.allCases.map { "\($0.rawValue): \($0.meaning)" }.joined(separator: "\n"))

            Example:
              partner-vault settings set audit-rows 50000
            """
    )

    @Argument(help: "Which one.")
    var key: String

    @Argument(help: "Its new value.")
    var value: String

    @OptionGroup var askAgain: AskAgainOptions
    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: OutputOptions

    func run(in context: Context) async throws {
        let setting = try setting()
        let number = try number(for: setting)
        let settings = try await context.withVault(vault, asking: .again(yesReveal: askAgain.yesReveal)) {
            try await $0.set(setting, to: number)
        }
        try SettingsText.print(settings, format, in: context)
    }

    private func setting() throws -> SettingKey {
        guard let key = SettingKey(rawValue: key) else {
            throw Values.usage(
                "there is no such setting",
                "use \(SettingKey.allCases.map(\.rawValue).joined(separator: " or "))"
            )
        }
        return key
    }

    private func number(for setting: SettingKey) throws -> Int {
        guard value.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(value) else {
            throw Values.usage("the value is no whole number", nil)
        }
        try setting.check(number)
        return number
    }
}
