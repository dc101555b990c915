import VaultCore
import VaultCrypto

extension Context {
    /// When the passphrase must be given for this very act, whatever is unlocked already.
    enum Asking: Equatable {
        case once
        case again(yesReveal: Bool)
    }

    /// Opens the vault, does the work, and closes it whatever happened.
    func withVault<Result>(
        _ options: VaultOptions,
        asking: Asking = .once,
        _ work: (DirectVault) async throws -> Result
    ) async throws -> Result {
        let vault = try await open(options, asking)
        do {
            let result = try await work(vault)
            await vault.close()
            return result
        } catch {
            await vault.close()
            throw error
        }
    }

    private func open(_ options: VaultOptions, _ asking: Asking) async throws -> DirectVault {
        let environment = surroundings.environment
        let path = try VaultLocation.path(options, environment: environment)
        let locked = try DirectVault.find(
            at: path,
            caFile: VaultLocation.caFile(options, environment: environment),
            options: options.opening,
            surroundings: surroundings
        )
        if options.verbose { Context.note("the vault is \(path)") }
        let door = Door(
            locked: locked, shown: VaultLocation.shown(path, environment: environment),
            keyFile: try keyFile(options, needed: locked.needsKeyFile))
        let (again, yesReveal) =
            switch asking {
            case .once: (false, false)
            case .again(let yesReveal): (true, yesReveal)
            }
        switch PassphraseSource(options, environment: environment, again: again, yesReveal: yesReveal) {
        case .descriptor(let number):
            return try await unlock(door, try GivenSecret.descriptor(number, option: "--passphrase-fd"))
        case .file(let file):
            return try await unlock(door, try GivenSecret.file(file, called: "passphrase file"))
        case .terminal:
            guard let terminal = TerminalPrompt() else { throw noWay(again: again) }
            return try await ask(terminal, door)
        }
    }

    /// A wrong passphrase on a terminal is a slip: it may be typed three times.
    private func ask(_ terminal: consuming TerminalPrompt, _ door: borrowing Door) async throws -> DirectVault {
        var attempts = 3
        while true {
            attempts -= 1
            let passphrase = try terminal.secret("passphrase for \(door.shown): ")
            do {
                return try await unlock(door, passphrase)
            } catch let failure as VaultFailure where failure.code == .wrongPassphrase && attempts > 0 {
                try terminal.show("\(failure.message), try again\n")
            }
        }
    }

    private func unlock(_ door: borrowing Door, _ passphrase: consuming SecretBytes) async throws -> DirectVault {
        try Task.checkCancellation()
        let progress = progress("unlocking")
        progress.say()
        defer { progress.end() }
        return try await door.locked.unlock(
            with: .passphrase(Passphrase(passphrase, keyFile: try door.keyFileCopy())))
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
                hint: "give --passphrase-fd or --passphrase-file"
            )
        }
        return VaultFailure(
            .askAgain,
            "this asks for the passphrase again, and there is no terminal",
            hint: "give --passphrase-fd or --passphrase-file, or let the environment's count with --yes-reveal"
        )
    }
}

/// A vault that was found, and what its keyhole needs beside a passphrase.
private struct Door: ~Copyable {
    let locked: LockedVault
    /// The vault's path, as prompts name it.
    let shown: String
    let keyFile: SecretBytes?

    borrowing func keyFileCopy() throws -> SecretBytes? {
        switch keyFile {
        case .some(let key): try key.duplicate()
        case .none: nil
        }
    }
}
