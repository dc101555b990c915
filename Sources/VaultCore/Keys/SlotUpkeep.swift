internal import VaultCrypto
internal import VaultModel
internal import VaultStore

/// What a good unlock does for the slot that it used.
///
/// None of it may keep anyone from working: a full disk or a busy vault is passed over, and the next unlock tries again.
struct SlotUpkeep {
    let vault: SealedVault
    let header: VaultHeader
    let surroundings: Surroundings

    func run(_ key: borrowing VaultKey, opener: borrowing SlotKey) {
        guard let slot = header.slots.first(where: { $0.id == key.slot }) else { return }
        switch opener {
        case .passphrase(let passphrase):
            if let cost = slot.raisedCost { try? raise(slot.id, to: cost, passphrase, key) }
        case .recoveryKey: try? prove(slot.id)
        case .identity: try? prove(slot.id)
        }
    }

    /// Wraps the vault key anew where a passphrase is easier to guess than the program thinks right.
    private func raise(
        _ id: UInt32, to cost: DerivationCost, _ passphrase: borrowing Passphrase, _ key: borrowing VaultKey
    ) throws {
        let new = NewSlotKey.passphrase(
            NewPassphrase(try passphrase.duplicate(), cost: cost, isCostChosen: false))
        try vault.write { edit in
            guard try !edit.settings().isReadOnly else { return }
            let header = try edit.header()
            // Somebody may have changed it in between.
            guard header.slots.first(where: { $0.id == id })?.raisedCost == cost else { return }
            var draft = try HeaderDraft(changing: header, key: key)
            try draft.add(new, id: id, at: surroundings.now())
            try edit.set(try draft.finish(openedBy: id).header)
            try edit.record(surroundings.entry(.costRaised, slot: id))
        }
        surroundings.notify(
            "the passphrase is now harder to guess: \(cost.memoryMiB) MiB and \(cost.passes) passes an attempt")
    }

    /// Remembers that the slot's key exists and works.
    private func prove(_ id: UInt32) throws {
        guard try vault.read({ try $0.settings().note(id)?.proven }) == nil else { return }
        try vault.write { edit in
            var settings = try edit.settings()
            guard !settings.isReadOnly, settings.note(id)?.proven == nil else { return }
            settings.set(SlotNote(id: id, label: settings.note(id)?.label, proven: surroundings.now()))
            try edit.set(settings)
        }
    }
}

extension KeySlot {
    /// What the cost should be, where it is weaker than usual and nobody chose it.
    var raisedCost: DerivationCost? {
        guard let cost, !isCostChosen else { return nil }
        return cost.raised(to: .usual)
    }
}

extension Surroundings {
    /// An audit entry about a key slot, which stands where other events have a resource.
    func entry(_ event: AuditEvent, slot: UInt32) -> AuditEntry {
        var entry = entry(event)
        entry.resource = "slot \(slot)"
        return entry
    }
}
