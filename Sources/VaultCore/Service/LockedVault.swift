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

    /// At least one slot is a passphrase's.
    package var takesPassphrase: Bool { found.header.takesPassphrase }

    /// Tries the key on each slot it may fit, compares the vault with its witness, and opens it.
    package func unlock(with key: consuming SlotKey) async throws -> DirectVault {
        do {
            return try open(with: key)
        } catch {
            throw VaultFailure(any: error, tenant: "NAME")
        }
    }

    /// The same for a change of keys: the vault key stays at hand until the vault is closed.
    package func unlockForKeys(with key: consuming SlotKey) async throws -> KeyedVault {
        do {
            let vaultKey = try vaultKey(key)
            return KeyedVault(try open(vaultKey, key), key: vaultKey, opener: key)
        } catch {
            throw VaultFailure(any: error, tenant: "NAME")
        }
    }

    private func open(with key: consuming SlotKey) throws -> DirectVault {
        try open(try vaultKey(key), key)
    }

    private func vaultKey(_ key: borrowing SlotKey) throws -> VaultKey {
        try found.header.checkKind(of: key)
        return try KeyRing.unlock(found.header, with: key)
    }

    private func open(_ key: borrowing VaultKey, _ opener: borrowing SlotKey) throws -> DirectVault {
        let vault = found.open(with: try key.keys(of: found.header))
        try admit(vault)
        SlotUpkeep(vault: vault, header: found.header, surroundings: surroundings).run(key, opener: opener)
        return DirectVault(vault, caFile: caFile, surroundings: surroundings)
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

extension VaultHeader {
    /// At least one slot is a passphrase's.
    var takesPassphrase: Bool { slots.contains(where: \.kind.isPassphrase) }

    /// Without a slot that takes a key file, the passphrase would be called wrong.
    func checkKind(of key: borrowing SlotKey) throws {
        switch key {
        case .passphrase(let passphrase):
            guard passphrase.kind == .passphrase || slots.contains(where: { $0.kind == passphrase.kind }) else {
                throw VaultFailure(
                    .wrongPassphrase, "no passphrase of this vault goes with a key file", hint: "leave --key-file out")
            }
        case .recoveryKey: return
        case .identity: return
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
