import ArgumentParser
import VaultCore
import VaultCrypto

/// `rekey`
struct Rekey: VaultCommand {
    static let configuration = CommandConfiguration(
        abstract: "Give the vault a new key, and seal everything anew.",
        discussion: """
            For when a key or a copy of the vault may be in the wrong hands. Recipients are kept without being there; \
            the passphrase of every other kept slot is asked for; recovery keys are replaced and the new ones shown \
            this once. What --drop-slot names goes. All of it happens, or nothing.

            What it does not do: old backups and copies still open with the old keys, and secrets that somebody may \
            have read are still good at the directory. Delete the backups, and give the tenants new secrets.

            Example:
              partner-vault rekey --drop-slot 3
            """
    )

    @Option(name: .customLong("drop-slot"), help: ArgumentHelp("A slot that goes; repeatable.", valueName: "id"))
    var dropped: [UInt32] = []

    @Option(
        name: .customLong("slot-passphrase-fd"),
        help: ArgumentHelp("The passphrase of another kept slot; repeatable.", valueName: "id:n")
    )
    var descriptors: [String] = []

    @OptionGroup var askAgain: AskAgainOptions
    @OptionGroup var vault: VaultOptions
    @OptionGroup var format: OutputOptions

    func run(in context: Context) async throws {
        let given = try SlotDescriptors(descriptors)
        let report = try await context.withKeys(vault, askAgain) { keyed in
            let progress = context.progress("verifying")
            defer { progress.end() }
            return try keyed.rekey(
                dropping: Set(dropped),
                passphrase: { slot, failures in
                    progress.end()
                    return try passphrase(of: slot, given, failures)
                },
                progress: { progress.show($0, of: $1) }
            )
        }
        switch format.output {
        case .json:
            let json: JSONText = [
                "epoch": .number(report.epoch), "slots": .array(report.slots.map(SlotText.json)),
                "recoveryKeys": .array(
                    report.recoveryKeys.map {
                        ["slot": .number(Int($0.slot)), "recoveryKey": RecoveryKeyText.placeholder($0)]
                    }
                ),
            ]
            try RecoveryKeyText.print(json.text, report.recoveryKeys, in: context)
        case .table:
            try context.print("the vault has a new key, and \(report.slots.count) slots\n")
            try context.print(SlotText.table(report.slots).text(on: context.screen))
            for issued in report.recoveryKeys { try RecoveryKeyText.print(issued, in: context) }
        }
        Context.note("backups and copies of before still open with the old keys")
        if let failure = report.failure { throw failure }
    }

    private func passphrase(of slot: SlotReport, _ given: SlotDescriptors, _ failures: Int) throws -> Passphrase {
        if let number = given[slot.id] {
            // What a script gave stays wrong however often it is tried.
            guard failures == 0 else { throw VaultFailure.wrongSlotPassphrase(slot.id) }
            return Passphrase(try GivenSecret.descriptor(number, option: "--slot-passphrase-fd"))
        }
        guard let terminal = TerminalPrompt() else {
            throw VaultFailure(
                .locked,
                "slot \(slot.id) is kept, and there is no terminal to ask for its passphrase",
                hint: "give --slot-passphrase-fd \(slot.id):N, or let it go with --drop-slot \(slot.id)"
            )
        }
        if failures > 0 { try terminal.show("that is not it, try again\n") }
        let label = slot.label.map { " (\(Printable.text($0)))" } ?? ""
        return Passphrase(try terminal.secret("passphrase of slot \(slot.id)\(label): "))
    }
}

/// Which descriptor brings which slot's passphrase, as `ID:N`.
private struct SlotDescriptors {
    private var numbers: [UInt32: Int32] = [:]

    init(_ texts: [String]) throws {
        for text in texts {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, let id = UInt32(parts[0]), let number = Int32(parts[1]), numbers[id] == nil else {
                throw Values.usage("--slot-passphrase-fd takes a slot and a file descriptor, such as 2:4", nil)
            }
            numbers[id] = number
        }
    }

    subscript(id: UInt32) -> Int32? { numbers[id] }
}
