import ArgumentParser
import VaultCore
import VaultCrypto

/// `export`
struct Export: VaultCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take tenants with their secrets out, encrypted for someone or in the clear.",
        discussion: """
            Asks again, marks each secret that goes as exposed, and leaves a trace in the audit log. With --to a bundle \
            is made that only the holder of that identity opens, with 'import' into a vault of theirs or with 'restore' \
            as one; --read-only makes it a set for use alone, such as CI. With --plaintext come lines of JSON as \
            'import' reads them: delete them soon.

            Example:
              partner-vault export contoso fabrikam --to pvpub1… --output-file for-ada.pvbundle
              partner-vault export --tag ci --to pvpub1… --read-only --output-file ci.pvbundle
            """
    )

    @OptionGroup var tenants: SelectionOptions

    @Option(help: ArgumentHelp("Encrypt for this public key, which keygen printed.", valueName: "recipient"))
    var to: String?

    @Flag(help: "Write secrets in the clear, as lines of JSON.")
    var plaintext = false

    @Flag(help: "With --to: what is restored from it can be used and not changed.")
    var readOnly = false

    @Option(help: ArgumentHelp("A new file that only you can read, instead of standard output.", valueName: "file"))
    var outputFile: String?

    @Flag(help: "Do not ask before secrets are written in the clear.")
    var yes = false

    @OptionGroup var askAgain: AskAgainOptions
    @OptionGroup var vault: VaultOptions

    func run(in context: Context) async throws {
        let selection = try tenants.required()
        guard plaintext != (to != nil) else {
            throw Values.usage("either --to or --plaintext says how", "give one of them")
        }
        guard !readOnly || to != nil else { throw Values.usage("--read-only goes with --to", nil) }
        let recipient = try to.map { try Values.recipient($0) }
        if recipient == nil, !yes, TerminalPrompt() == nil {
            throw Values.usage("there is no terminal to ask whether secrets may be written in the clear", "give --yes")
        }
        if recipient != nil, outputFile == nil, Streams.isTerminal(Streams.output) {
            throw Values.usage("a bundle is no text for a terminal", "give --output-file FILE")
        }
        let report = try await context.withVault(vault, asking: .again(yesReveal: askAgain.yesReveal)) { vault in
            let planned = try await vault.exportable(selection)
            guard !planned.tenants.isEmpty else {
                throw VaultFailure(.noCredential, "none of the chosen tenants has an active client secret")
            }
            if recipient == nil, !yes { try confirm(planned.tenants.count) }
            let target = try ExportTarget(outputFile)
            let report: ExportReport
            if let recipient {
                report = try await vault.exportBundle(selection, to: recipient, isReadOnly: readOnly) {
                    try target.write($0)
                }
            } else {
                report = try await vault.exportPlaintext(selection) { try target.write($0) }
            }
            try target.keep()
            return report
        }
        for note in ExportText.notes(report, isPlaintext: plaintext) { Context.note(note) }
    }

    private func confirm(_ count: Int) throws {
        guard let terminal = TerminalPrompt() else { return }
        let question = count == 1 ? "write this tenant's secret" : "write the secrets of \(count) tenants"
        guard try terminal.confirm("\(question) in the clear?") else {
            throw VaultFailure(.failure, "nothing was exported")
        }
    }
}

/// Where an export goes: standard output, or a new file that stays only if all of it was written.
private final class ExportTarget {
    private let file: NewPrivateFile?

    init(_ path: String?) throws {
        file = try path.map { try NewPrivateFile($0, called: "export") }
    }

    private var descriptor: Int32 { file?.descriptor ?? Streams.output }

    func write(_ secret: borrowing SecretBytes) throws {
        try Streams.write(secret, to: descriptor)
    }

    func write(_ bytes: [UInt8]) throws {
        unsafe try bytes.withUnsafeBytes { unsafe try Streams.write($0, to: descriptor) }
    }

    func keep() throws {
        try file?.keep()
    }
}
