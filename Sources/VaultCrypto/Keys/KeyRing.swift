package import FoundationEssentials

/// Opens headers, and makes the first one of a vault.
package enum KeyRing {
    /// A new vault: a fresh key in slot 1 for the passphrase, in slot 2 for the recovery key if there is one, and the
    /// keys it opens to.
    package static func create(
        schema: UInt16, with passphrase: consuming NewPassphrase, recoveryKey: consuming RecoveryKey? = nil,
        at instant: Date
    ) throws -> NewKeys {
        var draft = try HeaderDraft(newVault: schema)
        let slot = try draft.add(.passphrase(passphrase), id: 1, at: instant)
        if let recoveryKey { try draft.add(.recoveryKey(recoveryKey), id: 2, at: instant) }
        return try draft.finish(openedBy: slot)
    }

    /// A new vault with a fresh key in one slot for `key`, whatever that is, and the keys it opens to.
    package static func create(schema: UInt16, for key: borrowing NewSlotKey, at instant: Date) throws -> NewKeys {
        var draft = try HeaderDraft(newVault: schema)
        let slot = try draft.add(key, id: 1, at: instant)
        return try draft.finish(openedBy: slot)
    }

    /// Opens the vault with whichever slot `key` belongs to.
    package static func open(_ header: VaultHeader, with key: borrowing SlotKey) throws -> VaultKeys {
        try unlock(header, with: key).keys(of: header)
    }

    /// Tries `key` on every slot it may belong to; the header is believed once `VaultKey.keys(of:)` compared its MAC.
    ///
    /// - Throws: `KeyError.noSlotOpened`, `.wrongRecoveryKey`, `.notARecipient` or `.keyFileNeeded`.
    package static func unlock(_ header: VaultHeader, with key: borrowing SlotKey) throws -> VaultKey {
        try needKeyFile(header, key)
        for slot in header.slots {
            if let vaultKey = try open(slot, of: header, with: key) { return vaultKey }
        }
        switch key {
        case .passphrase: throw KeyError.noSlotOpened
        case .recoveryKey: throw KeyError.wrongRecoveryKey
        case .identity: throw KeyError.notARecipient
        }
    }

    /// Tries `key` on one slot; nil where it does not fit.
    package static func open(
        _ slot: KeySlot, of header: VaultHeader, with key: borrowing SlotKey
    ) throws -> VaultKey? {
        guard let wrapping = try SlotWrapping.key(of: slot, with: key) else { return nil }
        let place = slot.associatedData(vaultID: header.vaultID, epoch: header.epoch)
        do {
            let bytes = try SlotWrapping.seal.openSecret(
                slot.sealedKey, associatedData: place, record: UInt64(slot.id), key: wrapping)
            return VaultKey(bytes: bytes, slot: slot.id)
        } catch SealError.damaged {
            return nil
        }
    }

    private static func needKeyFile(_ header: VaultHeader, _ key: borrowing SlotKey) throws {
        switch key {
        case .passphrase(let passphrase):
            guard passphrase.kind == .passphraseAndKeyFile || !header.needsKeyFile else { throw KeyError.keyFileNeeded }
        case .recoveryKey: return
        case .identity: return
        }
    }
}

/// A header that is not stored yet, and the keys that it opens to.
package struct NewKeys: ~Copyable, Sendable {
    package let header: VaultHeader
    package let keys: VaultKeys

    /// Gives the keys up to whoever opens the vault.
    package consuming func takeKeys() -> VaultKeys { keys }
}

extension VaultHeader {
    /// Every passphrase slot is combined with a key file.
    package var needsKeyFile: Bool {
        slots.contains { $0.kind == .passphraseAndKeyFile } && !slots.contains { $0.kind == .passphrase }
    }
}
