import VaultCore
import VaultCrypto

extension Context {
    /// Opens the vault, does the work, and closes it whatever happened.
    func withVault<Result>(
        _ options: VaultOptions,
        asking: Asking = .once,
        _ work: (DirectVault) async throws -> Result
    ) async throws -> Result {
        let locked = try find(options)
        let vault = try await unlocking(keyhole(of: locked, options), options, asking) { key in
            try await locked.unlock(with: key)
        }
        return try await closing(vault.close) { try await work(vault) }
    }

    /// The same for a change of keys, which always asks again.
    func withKeys<Result>(
        _ options: VaultOptions,
        _ askAgain: AskAgainOptions,
        _ work: (KeyedVault) async throws -> Result
    ) async throws -> Result {
        let locked = try find(options)
        let asking = Asking.again(yesReveal: askAgain.yesReveal)
        let vault = try await unlocking(keyhole(of: locked, options), options, asking) { key in
            try await locked.unlockForKeys(with: key)
        }
        return try await closing(vault.close) { try await work(vault) }
    }

    private func find(_ options: VaultOptions) throws -> LockedVault {
        let environment = surroundings.environment
        let path = try VaultLocation.path(options, environment: environment)
        let locked = try DirectVault.find(
            at: path,
            caFile: VaultLocation.caFile(options, environment: environment),
            options: options.opening,
            surroundings: surroundings
        )
        if options.verbose { Context.note("the vault is \(path)") }
        return locked
    }

    private func keyhole(of locked: LockedVault, _ options: VaultOptions) throws -> Keyhole {
        let environment = surroundings.environment
        let path = try VaultLocation.path(options, environment: environment)
        return Keyhole(
            shown: VaultLocation.shown(path, environment: environment),
            needsKeyFile: locked.needsKeyFile,
            takesPassphrase: locked.takesPassphrase
        )
    }

    private func closing<Result>(
        _ close: () async -> Void,
        _ work: () async throws -> Result
    ) async throws -> Result {
        do {
            let result = try await work()
            await close()
            return result
        } catch {
            await close()
            throw error
        }
    }
}
