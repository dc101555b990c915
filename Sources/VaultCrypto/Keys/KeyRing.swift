internal import CSodium
package import FoundationEssentials

/// Makes headers and opens them: the only place where a vault key exists, and only for the length of a call.
package enum KeyRing {
    /// A new vault: a fresh key in one passphrase slot, and the keys it opens to.
    package static func create(
        schema: UInt16, passphrase: borrowing SecretBytes, keyFile: borrowing SecretBytes?, cost: DerivationCost,
        at instant: Date
    ) throws -> NewKeys {
        let vaultKey = try SecretBytes(randomCount: 32)
        let witness = try SecretBytes(randomCount: 32)
        var salt = [UInt8](repeating: 0, count: 16)
        unsafe randombytes_buf(&salt, salt.count)
        var slot = KeySlot(
            id: 1, kind: keyFile == nil ? .passphrase : .passphraseAndKeyFile, cost: cost, salt: salt,
            created: UInt64(max(0, instant.timeIntervalSince1970)))
        var header = VaultHeader(schema: schema, vaultID: UUID(), epoch: 1, sealedWitnessKey: [], slots: [])
        let wrapping = try wrappingKey(of: slot, cost: cost, passphrase: passphrase, keyFile: keyFile)
        slot.sealedKey = unsafe try vaultKey.withUnsafeBytes { bytes in
            unsafe try slotSeal.seal(
                bytes, associatedData: slot.associatedData(vaultID: header.vaultID, epoch: header.epoch),
                record: UInt64(slot.id), key: wrapping)
        }
        header.slots = [slot]
        try VaultKeys.finish(&header, witness: witness, vaultKey: vaultKey)
        return NewKeys(header: header, keys: try VaultKeys.open(header, with: vaultKey, slot: slot.id))
    }

    /// Tries `passphrase` on every slot it may belong to.
    ///
    /// - Throws: `KeyError.noSlotOpened` first of all: a slot is believed before the header's MAC is.
    package static func open(
        _ header: VaultHeader, passphrase: borrowing SecretBytes, keyFile: borrowing SecretBytes?
    ) throws -> VaultKeys {
        let kind: KeySlot.Kind = keyFile == nil ? .passphrase : .passphraseAndKeyFile
        let candidates = header.slots.filter { $0.kind == kind }
        if candidates.isEmpty, header.needsKeyFile { throw KeyError.keyFileNeeded }
        for slot in candidates {
            guard let cost = slot.cost else { continue }
            let wrapping = try wrappingKey(of: slot, cost: cost, passphrase: passphrase, keyFile: keyFile)
            guard let vaultKey = try vaultKey(in: slot, of: header, wrapping: wrapping) else { continue }
            return try VaultKeys.open(header, with: vaultKey, slot: slot.id)
        }
        throw KeyError.noSlotOpened
    }

    private static let slotSeal = Seal(.slot, padding: .fixed)

    private static func vaultKey(
        in slot: KeySlot, of header: VaultHeader, wrapping: borrowing SecretBytes
    ) throws -> SecretBytes? {
        let place = slot.associatedData(vaultID: header.vaultID, epoch: header.epoch)
        do {
            return try slotSeal.openSecret(
                slot.sealedKey, associatedData: place, record: UInt64(slot.id), key: wrapping)
        } catch SealError.damaged {
            return nil
        }
    }

    /// Argon2id of the passphrase; with a key file, keyed BLAKE2b of the file under that.
    private static func wrappingKey(
        of slot: KeySlot, cost: DerivationCost, passphrase: borrowing SecretBytes, keyFile: borrowing SecretBytes?
    ) throws -> SecretBytes {
        let stretched = try cost.derive(passphrase, salt: slot.salt)
        guard keyFile != nil else { return stretched }
        return try combine(stretched, with: keyFile)
    }

    private static func combine(
        _ stretched: borrowing SecretBytes, with keyFile: borrowing SecretBytes?
    ) throws -> SecretBytes {
        unsafe try SecretBytes(count: 32) { out in
            unsafe stretched.withUnsafeBytes { key in
                switch keyFile {
                case .none: break
                case .some(let file):
                    unsafe file.withUnsafeBytes { file in
                        _ = unsafe crypto_generichash_blake2b(
                            Sodium.address(of: out), 32,
                            Sodium.address(of: file), UInt64(file.count),
                            Sodium.address(of: key), key.count)
                    }
                }
            }
        }
    }
}

/// A header that is not stored yet, and the keys that it opens to.
package struct NewKeys: ~Copyable, Sendable {
    package let header: VaultHeader
    package let keys: VaultKeys
}

extension VaultHeader {
    /// Every passphrase slot is combined with a key file.
    package var needsKeyFile: Bool {
        slots.contains { $0.kind == .passphraseAndKeyFile } && !slots.contains { $0.kind == .passphrase }
    }
}

extension NewKeys {
    /// Gives the keys up to whoever opens the vault.
    package consuming func takeKeys() -> VaultKeys { keys }
}
