import VaultCore
import VaultCrypto

extension Context {
    /// A passphrase for a vault that is to be made.
    func newPassphrase(_ options: VaultOptions, for path: String) throws -> SecretBytes {
        let source = KeySource(options, environment: surroundings.environment, again: false, yesReveal: false)
        switch source {
        case .descriptor(let number): return try GivenSecret.descriptor(number, option: "--passphrase-fd")
        case .file(let file): return try GivenSecret.file(file, called: "passphrase file")
        case .recoveryKey, .identity, .credential, .terminal: break
        }
        let shown = VaultLocation.shown(path, environment: surroundings.environment)
        return try typedTwice("new passphrase for \(shown): ", hint: "give --passphrase-fd or --passphrase-file")
    }

    /// Another passphrase for a vault that is there.
    func newPassphrase(_ options: NewPassphraseOptions) throws -> SecretBytes {
        if let number = options.newPassphraseFd {
            return try GivenSecret.descriptor(number, option: "--new-passphrase-fd")
        }
        if let file = options.newPassphraseFile {
            return try GivenSecret.file(file, called: "file of the new passphrase")
        }
        return try typedTwice("new passphrase: ", hint: "give --new-passphrase-fd or --new-passphrase-file")
    }

    /// Asked for twice, since nobody sees a slip.
    private func typedTwice(_ question: String, hint: String) throws -> SecretBytes {
        guard let terminal = TerminalPrompt() else {
            throw VaultFailure(.locked, "there is no terminal to ask for a new passphrase", hint: hint)
        }
        let first = try terminal.secret(question)
        let second = try terminal.secret("the same again: ")
        guard first.isIdentical(to: second) else {
            throw VaultFailure(.usage, "the two passphrases differ", hint: "nothing was changed; run it again")
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
