internal import CSodium

/// The key that a slot's vault key is sealed under, for each kind of slot.
enum SlotWrapping {
    static let seal = Seal(.slot, padding: .fixed)

    /// Nil where `key` is not of the slot's kind, or is another recipient's.
    static func key(of slot: KeySlot, with key: borrowing SlotKey) throws -> SecretBytes? {
        switch key {
        case .passphrase(let passphrase):
            guard let cost = slot.cost, slot.kind == passphrase.kind else { return nil }
            return try stretch(passphrase, cost, slot.salt)
        case .recoveryKey(let recovery):
            guard slot.kind == .recoveryKey else { return nil }
            return try recovery.bytes.duplicate()
        case .identity(let identity):
            guard slot.kind == .recipient, slot.recipientKey == identity.recipient.bytes else { return nil }
            return try identity.wrappingKey(ephemeral: slot.ephemeralKey)
        }
    }

    /// A slot for `key` without its sealed vault key, and what that is to be sealed under.
    static func make(id: UInt32, for key: borrowing NewSlotKey, created: UInt64) throws -> NewWrapping {
        var salt = [UInt8](repeating: 0, count: 16)
        Sodium.ensureReady()
        unsafe randombytes_buf(&salt, salt.count)
        switch key {
        case .passphrase(let new):
            let slot = KeySlot(
                id: id, kind: new.passphrase.kind, cost: new.cost, isCostChosen: new.isCostChosen, salt: salt,
                created: created)
            return NewWrapping(slot: slot, key: try stretch(new.passphrase, new.cost, salt))
        case .recoveryKey(let recovery):
            let slot = KeySlot(id: id, kind: .recoveryKey, cost: nil, salt: salt, created: created)
            return NewWrapping(slot: slot, key: try recovery.bytes.duplicate())
        case .recipient(let recipient):
            let ephemeral = try Identity()
            let slot = KeySlot(
                id: id, kind: .recipient, cost: nil, salt: salt, created: created, recipientKey: recipient.bytes,
                ephemeralKey: ephemeral.recipient.bytes)
            return NewWrapping(slot: slot, key: try ephemeral.wrappingKey(recipient: recipient))
        }
    }

    struct NewWrapping: ~Copyable {
        let slot: KeySlot
        let key: SecretBytes
    }

    /// Argon2id of the passphrase; with a key file, keyed BLAKE2b of the file under that.
    private static func stretch(
        _ passphrase: borrowing Passphrase, _ cost: DerivationCost, _ salt: [UInt8]
    ) throws -> SecretBytes {
        let stretched = try cost.derive(passphrase.text, salt: salt)
        switch passphrase.keyFile {
        case .none: return stretched
        case .some(let file): return try combine(stretched, with: file)
        }
    }

    private static func combine(
        _ stretched: borrowing SecretBytes, with keyFile: borrowing SecretBytes
    ) throws -> SecretBytes {
        unsafe try SecretBytes(count: 32) { out in
            unsafe stretched.withUnsafeBytes { key in
                unsafe keyFile.withUnsafeBytes { file in
                    _ = unsafe crypto_generichash_blake2b(
                        Sodium.address(of: out), 32,
                        Sodium.address(of: file), UInt64(file.count),
                        Sodium.address(of: key), key.count)
                }
            }
        }
    }
}
