import ArgumentParser
import VaultCore
import VaultModel

/// `doctor`
struct DoctorCommand: VaultCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look at what surrounds the vault: files, process, machine, clock.",
        discussion: """
            Needs no key, and goes on where other commands stop. With --unlock it opens the vault as well, and says \
            when the last backup was made. Each finding comes with what mends it; with findings the exit status is 12, \
            while warnings leave it at 0.

            The clock is compared with that of each --authority, else of the opened vault's own authorities, else of \
            Microsoft's public cloud; --offline leaves that out.

            Example:
              partner-vault doctor --offline
            """
    )

    @Flag(help: "Open the vault too, which says more.")
    var unlock = false

    @Option(
        name: .customLong("authority"),
        help: ArgumentHelp("Compare the clock with this authority's; repeatable.", valueName: "url")
    )
    var authorities: [String] = []

    @Flag(help: "Ask nobody on the network.")
    var offline = false

    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: OutputOptions

    func run(in context: Context) async throws {
        guard authorities.isEmpty || !offline else {
            throw Values.usage("--authority and --offline exclude each other", nil)
        }
        let named = try authorities.map { try Values.origin($0, option: "--authority") }
        let environment = context.surroundings.environment
        let path = try VaultLocation.path(vault, environment: environment)
        let doctor = Doctor(file: path, surroundings: context.surroundings)
        var findings = doctor.examine()
        let opened = try await opened(in: context)
        findings += opened.findings
        if !offline {
            let own = opened.authorities.isEmpty ? [Doctor.usualAuthority] : opened.authorities
            let caFile = VaultLocation.caFile(vault, environment: environment)
            findings += await doctor.clock(named.isEmpty ? own : named, caFile: caFile)
        }
        switch format.output {
        case .table: try context.print(DoctorText.facts(findings).text(on: context.screen))
        case .json: try context.print(JSONText.array(findings.map(DoctorText.json)).text)
        }
        try conclude(findings)
    }

    /// A vault that does not open is a finding like others.
    private func opened(in context: Context) async throws -> OpenedFindings {
        guard unlock else { return .locked }
        do {
            return try await context.withVault(vault) { try await $0.doctor() }
        } catch let failure as VaultFailure where failure.code != .interrupted {
            return OpenedFindings(failure)
        }
    }

    private func conclude(_ findings: [DoctorFinding]) throws {
        let bad = findings.filter { $0.state == .finding }
        guard let first = bad.first else { return }
        throw VaultFailure(
            .findings,
            bad.count == 1 ? "1 finding: \(first.found)" : "\(bad.count) findings, the first: \(first.found)",
            hint: first.mend
        )
    }
}
