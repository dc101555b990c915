import ArgumentParser
import VaultCore
import VaultModel

/// `policy`
struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "How long credentials may live, and what is not as it should be.",
        discussion: """
            Rules are kept in the vault. A tenant's own rule wins over those of its tags, of which the strictest counts, \
            and these over the vault's; the built-in ones hold for the rest. What counts is the tenant that an \
            application was added with.

            Example:
              partner-vault policy show contoso
              partner-vault policy set rotate-before 60d --tag critical
              partner-vault policy check
            """,
        subcommands: [PolicyShow.self, PolicySet.self, PolicyCheck.self]
    )
}

/// `policy show`
struct PolicyShow: VaultCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show which rules hold, and where each comes from.",
        discussion: """
            Without a tenant: the vault's rules, then those of every tag and tenant that has its own.

            Example:
              partner-vault policy show contoso
            """
    )

    @OptionGroup var tenants: SelectionOptions
    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: OutputOptions

    func run(in context: Context) async throws {
        let selection = try tenants.selection()
        let reports = try await context.withVault(vault) { try await $0.policies(selection) }
        switch format.output {
        case .table: try context.print(PolicyText.tables(reports, on: context.screen))
        case .json: try context.printJSON(reports.map(PolicyText.json), single: selection.isSingle)
        }
    }
}

/// `policy set`
struct PolicySet: VaultCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Change one rule, for the vault, a tag or a tenant.",
        discussion: """
            Asks for the passphrase again, and leaves a trace in the audit log. The value "default" takes a rule back.

            \(PolicyKey.allCases.map { "\($0.rawValue) \(PolicyText.values(of: $0)): \($0.meaning)" }
                .joined(separator: "\n"))

            Example:
              partner-vault policy set maximum-lifetime 90d
              partner-vault policy set certificate-required yes --tag production
              partner-vault policy set rotate-before default --tenant contoso
            """
    )

    @Argument(help: "Which rule.")
    var key: String

    @Argument(help: "Its new value, or \"default\".")
    var value: String

    @Option(help: ArgumentHelp("For tenants with this tag alone.", valueName: "tag"))
    var tag: String?

    @Option(help: ArgumentHelp("For this tenant alone.", valueName: "name"))
    var tenant: String?

    @OptionGroup var askAgain: AskAgainOptions
    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: OutputOptions

    func run(in context: Context) async throws {
        guard let key = PolicyKey(rawValue: key) else {
            throw Values.usage(
                "there is no such rule", "use \(PolicyKey.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let value = try value == "default" ? nil : PolicyText.read(value, for: key)
        let scope = try scope()
        let report = try await context.withVault(vault, asking: .again(yesReveal: askAgain.yesReveal)) {
            try await $0.set(key, to: value, for: scope)
        }
        switch format.output {
        case .table: try context.print(PolicyText.tables([report], on: context.screen))
        case .json: try context.print(PolicyText.json(report).text)
        }
    }

    private func scope() throws -> PolicyScope {
        switch (tag, tenant) {
        case (nil, nil): .vault
        case (let tag?, nil): .tag(try Values.tag(tag))
        case (nil, let tenant?): .tenant(tenant)
        case (_?, _?): throw Values.usage("a rule is for a tag or for a tenant, not for both", nil)
        }
    }
}

/// `policy check`
struct PolicyCheck: VaultCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "List everything that is not as the rules want it.",
        discussion: """
            The worst first; then what the directories said when they were last read by 'sync'. The exit status is 12 \
            when there is anything.

            Example:
              partner-vault policy check --tag production
            """
    )

    @OptionGroup var tenants: SelectionOptions
    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: OutputOptions

    func run(in context: Context) async throws {
        let selection = try tenants.selection()
        let findings = try await context.withVault(vault) { try await $0.findings(selection) }
        switch format.output {
        case .table: if !findings.isEmpty { try context.print(FindingText.table(findings).text(on: context.screen)) }
        case .json: try context.print(JSONText.array(findings.map(FindingText.json)).text)
        }
        guard let worst = findings.first else {
            if format.output == .table { Context.note("everything is as the rules want it") }
            return
        }
        throw VaultFailure(
            .findings, findings.count == 1 ? "1 finding" : "\(findings.count) findings",
            hint: FindingText.hint(worst.action))
    }
}
