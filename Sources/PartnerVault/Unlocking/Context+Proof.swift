import VaultCore
import VaultCrypto

extension Context {
    /// What an application signs in with in the place of a secret; nil where nothing was given.
    func proof(_ options: ApplicationOptions, isPublic: Bool = false) throws -> EnteredProof? {
        try options.checkCredential(isPublic: isPublic)
        if isPublic { return .publicClient }
        if let path = options.federatedTokenFile { return .federated(tokenFile: path) }
        if let path = options.certificate {
            let file = try PrivateFile.read(path, called: "certificate file", droppingNewline: false)
            return .certificate(file: SharedSecret(file), password: try certificatePassword(options, path))
        }
        guard let user = options.username else { return nil }
        Self.note(
            "a user's password signs in only while nobody asks for a second factor: prefer \"partner-vault login\"")
        return .password(user: user, SharedSecret(try password(options, of: user)))
    }

    private func certificatePassword(_ options: ApplicationOptions, _ path: String) throws -> SharedSecret? {
        guard let number = options.certificatePasswordFd else { return nil }
        return SharedSecret(try GivenSecret.descriptor(number, option: "--certificate-password-fd"))
    }

    private func password(_ options: ApplicationOptions, of user: String) throws -> SecretBytes {
        if let number = options.passwordFd { return try GivenSecret.descriptor(number, option: "--password-fd") }
        guard let terminal = TerminalPrompt() else {
            throw VaultFailure(.usage, "there is no terminal to ask for the password", hint: "give --password-fd")
        }
        return try terminal.secret("password of \(user): ")
    }
}
