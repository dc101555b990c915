internal import EntraClient
package import VaultCrypto
internal import VaultStore

/// A vault whose surroundings and header were found sane, and that no key has opened yet.
package struct LockedVault: Sendable {
    let found: FoundVault
    let options: OpenOptions
    let caFile: String?
    let surroundings: Surroundings

    /// Every passphrase slot is combined with a key file.
    package var needsKeyFile: Bool { found.header.needsKeyFile }

    /// Tries the passphrase on each slot it may fit, compares the vault with its witness, and opens it.
    package func unlock(
        passphrase: consuming SecretBytes, keyFile: consuming SecretBytes?
    ) async throws -> DirectVault {
        let passphrase = passphrase
        let keyFile = keyFile
        // Without a slot that takes one, the passphrase would be called wrong.
        guard keyFile == nil || found.header.slots.contains(where: { $0.kind == .passphraseAndKeyFile }) else {
            throw VaultFailure(
                .wrongPassphrase, "no passphrase of this vault goes with a key file", hint: "leave --key-file out")
        }
        return try VaultFailure.translating {
            let vault = found.open(
                with: try KeyRing.open(found.header, passphrase: passphrase, keyFile: keyFile))
            try admit(vault)
            return DirectVault(vault, caFile: caFile, surroundings: surroundings)
        }
    }

    /// Decides about a vault that its witness does not vouch for.
    private func admit(_ vault: SealedVault) throws {
        let standing = try vault.standing()
        switch standing {
        case .sound: return
        case .missing:
            guard !options.requireWitness else { throw StoreError.witnessMissing }
            try vault.admit(standing, recording: surroundings.entry(.witnessMissing))
            surroundings.notify(
                "this vault has no witness on this machine yet; one was begun, and from now on an old copy put back is noticed"
            )
        case .damaged:
            guard options.acceptRollback else { throw StoreError.witnessDamaged }
            try vault.admit(standing, recording: surroundings.entry(.rollbackAccepted))
        case .rolledBack(let witness, let generation):
            guard options.acceptRollback else {
                throw StoreError.rolledBack(witness: witness, vault: generation)
            }
            try vault.admit(standing, recording: surroundings.entry(.rollbackAccepted))
        case .forked:
            guard options.acceptRollback else { throw StoreError.forked }
            try vault.admit(standing, recording: surroundings.entry(.rollbackAccepted))
        }
    }
}

extension Surroundings {
    /// An audit entry by this process at this moment.
    func entry(_ event: AuditEvent, tenant: String? = nil) -> AuditEntry {
        AuditEntry(
            at: now(), event: event, tenant: tenant, user: actor.user, pid: actor.pid, program: actor.program)
    }
}
