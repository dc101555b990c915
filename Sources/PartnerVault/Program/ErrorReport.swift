import VaultCore

/// A failure on its way to standard error: two lines for people, or one of JSON.
struct ErrorReport {
    let failure: VaultFailure
    let asJSON: Bool

    init(_ failure: VaultFailure, asJSON: Bool) {
        self.failure = failure
        self.asJSON = asJSON
    }

    /// What is said where a signal ends the program at once.
    static let interrupted = ErrorReport(
        VaultFailure(.interrupted, "interrupted"),
        asJSON: OptionOrder.wantsJSON(CommandLine.arguments)
    )

    /// The whole text, line feeds included.
    var text: String {
        if asJSON { return (["error": Self.json(failure)] as JSONText).line + "\n" }
        var text = "partner-vault: error: \(Printable.text(failure.message))\n"
        if let hint = failure.hint { text += "partner-vault: hint: \(Printable.text(hint))\n" }
        return text
    }

    func write() {
        // Where even standard error is closed, the exit status still tells.
        try? Streams.write(text, to: Streams.errors)
    }

    /// The members of an error, wherever JSON has one.
    static func json(_ failure: VaultFailure) -> JSONText {
        [
            "code": .string(failure.code.rawValue), "message": .string(failure.message),
            "hint": JSONText(failure.hint), "aadsts": JSONText(failure.aadsts),
        ]
    }
}
