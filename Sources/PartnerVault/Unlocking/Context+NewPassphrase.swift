import VaultCore
import VaultCrypto

extension Context {
    /// A passphrase for a vault that is to be made; typed twice, since nobody sees a slip.
    func newPassphrase(_ options: VaultOptions, for path: String) throws -> SecretBytes {
        let source = PassphraseSource(
            options,
            environment: surroundings.environment,
            again: false,
            yesReveal: false
        )
        switch source {
        case .descriptor(let number): return try GivenSecret.descriptor(number, option: "--passphrase-fd")
        case .file(let file): return try GivenSecret.file(file, called: "passphrase file")
        case .terminal: break
        }
        guard let terminal = TerminalPrompt() else {
            throw VaultFailure(
                .locked,
                "there is no terminal to ask for a passphrase",
                hint: "give --passphrase-fd or --passphrase-file"
            )
        }
        let shown = VaultLocation.shown(path, environment: surroundings.environment)
        let first = try terminal.secret("new passphrase for \(shown): ")
        let second = try terminal.secret("the same again: ")
        guard first.isIdentical(to: second) else {
            throw VaultFailure(.usage, "the two passphrases differ", hint: "nothing was made; run it again")
        }
        return first
    }

    /// A client secret: from where the options say, or asked for.
    func clientSecret(_ options: ApplicationOptions, for name: String) throws -> SecretBytes {
        if let number = options.secretFd { return try GivenSecret.descriptor(number, option: "--secret-fd") }
        if let file = options.secretFile { return try GivenSecret.file(file, called: "secret file") }
        guard let terminal = TerminalPrompt() else {
            throw VaultFailure(
                .usage,
                "there is no terminal to ask for the client secret",
                hint: "give --secret-fd or --secret-file"
            )
        }
        return try terminal.secret("client secret of \(name): ")
    }
}
