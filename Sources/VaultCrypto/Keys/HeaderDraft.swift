package import FoundationEssentials

/// A header in the making: slots are added, replaced and removed under one vault key, and the MAC comes last.
package struct HeaderDraft: ~Copyable {
    private var header: VaultHeader
    private let vaultKey: SecretBytes
    private let witness: SecretBytes

    private init(_ header: VaultHeader, vaultKey: consuming SecretBytes, witness: consuming SecretBytes) {
        self.header = header
        self.vaultKey = vaultKey
        self.witness = witness
    }

    /// A new vault's, with a fresh vault key and no slot yet.
    init(newVault schema: UInt16) throws {
        let vaultKey = try SecretBytes(randomCount: 32)
        let witness = try SecretBytes(randomCount: 32)
        self.init(
            VaultHeader(schema: schema, vaultID: UUID(), epoch: 1, sealedWitnessKey: [], slots: []),
            vaultKey: vaultKey, witness: witness)
    }

    /// A change of `header`'s slots.
    package init(changing header: VaultHeader, key: borrowing VaultKey) throws {
        let witness = try key.keys(of: header).takeWitness()
        self.init(header, vaultKey: try key.bytes.duplicate(), witness: witness)
    }

    /// The same vault under a fresh vault key: the next epoch, without any slot yet.
    package init(rekeying header: VaultHeader, key: borrowing VaultKey) throws {
        guard header.epoch < UInt32.max else { throw KeyError.headerDamaged }
        let witness = try key.keys(of: header).takeWitness()
        let vaultKey = try SecretBytes(randomCount: 32)
        self.init(
            VaultHeader(
                schema: header.schema, vaultID: header.vaultID, epoch: header.epoch + 1, sealedWitnessKey: [],
                slots: []),
            vaultKey: vaultKey, witness: witness)
    }

    package var slots: [KeySlot] { header.slots }

    /// Wraps the vault key for `key` in the slot `id`, in place of what is there.
    ///
    /// - Throws: `KeyError.tooManySlots` or `.tooManyPassphrases`.
    @discardableResult
    package mutating func add(_ key: borrowing NewSlotKey, id: UInt32, at instant: Date) throws -> UInt32 {
        let others = header.slots.filter { $0.id != id }
        guard others.count < VaultHeader.maximumSlots else { throw KeyError.tooManySlots }
        if key.kind.isPassphrase, others.count(where: { $0.kind.isPassphrase }) >= VaultHeader.maximumPassphrases {
            throw KeyError.tooManyPassphrases
        }
        let created = UInt64(max(0, instant.timeIntervalSince1970))
        let wrapping = try SlotWrapping.make(id: id, for: key, created: created)
        var slot = wrapping.slot
        let place = slot.associatedData(vaultID: header.vaultID, epoch: header.epoch)
        slot.sealedKey = unsafe try vaultKey.withUnsafeBytes { bytes in
            unsafe try SlotWrapping.seal.seal(
                bytes, associatedData: place, record: UInt64(id), key: wrapping.key)
        }
        if let index = header.slots.firstIndex(where: { $0.id == id }) {
            header.slots[index] = slot
        } else {
            header.slots.append(slot)
        }
        return id
    }

    package mutating func remove(_ id: UInt32) {
        header.slots.removeAll { $0.id == id }
    }

    /// Seals the witness key, puts the MAC in place, and opens the result as `slot` would.
    package consuming func finish(openedBy slot: UInt32) throws -> NewKeys {
        try VaultKeys.finish(&header, witness: witness, vaultKey: vaultKey)
        return NewKeys(header: header, keys: try VaultKeys.open(header, with: vaultKey, slot: slot))
    }
}
