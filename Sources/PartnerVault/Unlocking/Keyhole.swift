import VaultCore
import VaultCrypto

/// What is to be unlocked, and which keys it takes: a vault, or a backup of one.
struct Keyhole {
    /// As prompts name it.
    let shown: String
    /// Every passphrase goes with a key file.
    let needsKeyFile: Bool
    let takesPassphrase: Bool
}

extension Context {
    /// When a key must be given for this very act, whatever is unlocked already.
    enum Asking: Equatable {
        case once
        case again(yesReveal: Bool)

        var isAgain: Bool { self != .once }
        var yesReveal: Bool { self == .again(yesReveal: true) }
    }

    /// Gets a key from where the options say and tries it.
    func unlocking<Opened>(
        _ keyhole: Keyhole,
        _ options: VaultOptions,
        _ asking: Asking,
        _ attempt: (consuming SlotKey) async throws -> Opened
    ) async throws -> Opened {
        let environment = surroundings.environment
        let source = KeySource(
            options,
            environment: environment,
            again: asking.isAgain,
            yesReveal: asking.yesReveal
        )
        switch source {
        case .descriptor(let number):
            let passphrase = try GivenSecret.descriptor(number, option: "--passphrase-fd")
            return try await trying(.passphrase(try with(keyhole, options, passphrase)), attempt)
        case .file(let file):
            let passphrase = try GivenSecret.file(file, called: "passphrase file")
            return try await trying(.passphrase(try with(keyhole, options, passphrase)), attempt)
        case .identity(let file): return try await trying(.identity(try IdentityFile.read(file)), attempt)
        case .credential(let file): return try await trying(.identity(try IdentityFile.credential(file)), attempt)
        case .recoveryKey(let number): return try await trying(.recoveryKey(try TypedRecoveryKey.read(number)), attempt)
        case .terminal:
            guard keyhole.takesPassphrase else {
                throw VaultFailure(
                    .locked,
                    "no passphrase opens \(keyhole.shown)",
                    hint: "give --identity FILE, or --recovery-key-fd N"
                )
            }
            guard let terminal = TerminalPrompt() else { throw noWay(again: asking.isAgain) }
            return try await ask(terminal, keyhole, options, attempt)
        }
    }

    /// A wrong passphrase on a terminal is a slip: it may be typed three times.
    private func ask<Opened>(
        _ terminal: consuming TerminalPrompt,
        _ keyhole: Keyhole,
        _ options: VaultOptions,
        _ attempt: (consuming SlotKey) async throws -> Opened
    ) async throws -> Opened {
        let keyFile = try keyFile(options, needed: keyhole.needsKeyFile)
        var attempts = 3
        while true {
            attempts -= 1
            let typed = try terminal.secret("passphrase for \(keyhole.shown): ")
            do {
                return try await trying(.passphrase(try Self.passphrase(typed, keyFile)), attempt)
            } catch let failure as VaultFailure where failure.code == .wrongPassphrase && attempts > 0 {
                try terminal.show("\(failure.message), try again\n")
            }
        }
    }

    private func trying<Opened>(
        _ key: consuming SlotKey,
        _ attempt: (consuming SlotKey) async throws -> Opened
    ) async throws -> Opened {
        try Task.checkCancellation()
        let progress = progress("unlocking")
        progress.say()
        defer { progress.end() }
        return try await attempt(key)
    }

    private func with(
        _ keyhole: Keyhole,
        _ options: VaultOptions,
        _ passphrase: consuming SecretBytes
    ) throws -> Passphrase {
        Passphrase(passphrase, keyFile: try keyFile(options, needed: keyhole.needsKeyFile))
    }

    /// One more owner of the key file's key: a mistyped passphrase ends with the attempt, the file does not.
    private static func passphrase(
        _ typed: consuming SecretBytes,
        _ keyFile: borrowing SecretBytes?
    ) throws -> Passphrase {
        switch keyFile {
        case .some(let key): Passphrase(typed, keyFile: try key.duplicate())
        case .none: Passphrase(typed)
        }
    }

    private func keyFile(_ options: VaultOptions, needed: Bool) throws -> SecretBytes? {
        guard let path = VaultLocation.keyFile(options, environment: surroundings.environment) else {
            guard !needed else {
                throw VaultFailure(
                    .keyFileNeeded,
                    "this vault opens with a passphrase and a key file",
                    hint: "give --key-file FILE, or set PARTNER_VAULT_KEY_FILE"
                )
            }
            return nil
        }
        return try KeyFiles.read(path)
    }

    private func noWay(again: Bool) -> VaultFailure {
        guard again else {
            return VaultFailure(
                .locked,
                "the vault is locked and there is no terminal to ask for the passphrase",
                hint: "give --passphrase-fd, --passphrase-file or --identity"
            )
        }
        return VaultFailure(
            .askAgain,
            "this asks for the passphrase again, and there is no terminal",
            hint: "give --passphrase-fd, --passphrase-file or --identity; --yes-reveal lets the environment's count"
        )
    }
}
