package import VaultCrypto
internal import VaultModel
internal import VaultStore

/// A vault that was opened for a change of its keys: it holds the vault key and what opened it until it is closed.
///
/// Every method throws `VaultFailure`.
package final class KeyedVault: Sendable {
    package let vault: DirectVault
    let key: VaultKey
    /// What opened the vault, so that its own slot can be wrapped anew.
    let opener: SlotKey

    var store: SealedVault { vault.store }
    var surroundings: Surroundings { vault.surroundings }

    init(_ vault: DirectVault, key: consuming VaultKey, opener: consuming SlotKey) {
        self.vault = vault
        self.key = key
        self.opener = opener
    }

    /// All key slots, by ID.
    package func slots() throws -> [SlotReport] {
        try VaultFailure.translating { try store.read { try $0.slotReports() } }
    }

    /// Makes a slot with the next ID.
    package func addSlot(_ new: consuming NewSlotKey, label: String?) throws -> SlotReport {
        try stored(new, label: label).confirmed()
    }

    /// Makes a recovery key and its slot. The key comes back whatever else fails once it is stored: nobody could ever
    /// see it again.
    package func addRecoveryKey(label: String?) throws -> Stored<(slot: SlotReport, issued: IssuedRecoveryKey)> {
        let key = try RecoveryKey()
        let stored = try stored(.recoveryKey(try key.duplicate()), label: label)
        let issued = IssuedRecoveryKey(slot: stored.value.id, key: key)
        return Stored(value: (stored.value, issued), failure: stored.failure)
    }

    private func stored(_ new: consuming NewSlotKey, label: String?) throws -> Stored<SlotReport> {
        let new = new
        return try change { edit, draft, settings in
            if let other = draft.slots.first(where: { new.isFor($0) }) {
                throw VaultFailure(.alreadyThere, "slot \(other.id) is for that recipient already")
            }
            let highest = max(settings.highestSlot, draft.slots.map(\.id).max() ?? 0)
            guard highest < UInt32.max else { throw KeyError.tooManySlots }
            let now = surroundings.now()
            try draft.add(new, id: highest + 1, at: now)
            settings.set(SlotNote(id: highest + 1, label: label, proven: new.kind.isPassphrase ? now : nil))
            try edit.record(surroundings.entry(.slotAdded, slot: highest + 1))
            return highest + 1
        }
    }

    /// Removes a slot: its key opens the vault no more, but still every copy that was made before.
    package func removeSlot(_ id: UInt32) throws -> SlotReport {
        guard let gone = try slots().first(where: { $0.id == id }) else { throw VaultFailure.noSlot(id) }
        try redraft { edit, draft, settings in
            guard draft.slots.contains(where: { $0.id == id }) else { throw VaultFailure.noSlot(id) }
            guard draft.slots.contains(where: { $0.id != id && settings.isProven($0) }) else {
                throw VaultFailure(
                    .lastSlot, "slot \(id) stays: no other slot has ever opened this vault",
                    hint: "open the vault once with another key, or add a passphrase first")
            }
            draft.remove(id)
            settings.slots.removeAll { $0.id == id }
            settings.highestSlot = max(settings.highestSlot, id)
            try edit.record(surroundings.entry(.slotRemoved, slot: id))
        }.confirmed()
        return gone
    }

    /// Puts another passphrase into a passphrase slot: the one that opened the vault unless `id` names another.
    ///
    /// Where the slot goes with a key file and the new passphrase brings none, the present file stays with it.
    package func changePassphrase(
        to new: consuming Passphrase, cost: DerivationCost?, in id: UInt32?
    ) throws -> SlotReport {
        let typed = new
        return try change { edit, draft, _ in
            let id = try id ?? passphraseSlot(of: draft.slots)
            guard let slot = draft.slots.first(where: { $0.id == id }) else { throw VaultFailure.noSlot(id) }
            guard slot.kind.isPassphrase else {
                throw VaultFailure(.usage, "slot \(id) is no passphrase", hint: "see \"partner-vault slot list\"")
            }
            let new = try PassphraseCost.new(try passphrase(typed, for: slot), cost)
            try draft.add(.passphrase(new), id: id, at: surroundings.now())
            try edit.record(surroundings.entry(.passphraseChanged, slot: id))
            return id
        }.confirmed()
    }

    private func passphrase(_ typed: borrowing Passphrase, for slot: KeySlot) throws -> Passphrase {
        guard slot.kind == .passphraseAndKeyFile, typed.kind == .passphrase else { return try typed.duplicate() }
        switch opener {
        case .passphrase(let own) where own.kind == .passphraseAndKeyFile:
            return try typed.duplicate(withKeyFileOf: own)
        case .passphrase: break
        case .recoveryKey: break
        case .identity: break
        }
        throw VaultFailure(
            .keyFileNeeded, "slot \(slot.id) goes with a key file",
            hint: "give --key-file FILE to keep it, or --key-file-out FILE for a new one")
    }

    package func close() async {
        await vault.close()
    }

    private func passphraseSlot(of slots: [KeySlot]) throws -> UInt32 {
        let passphrases = slots.filter(\.kind.isPassphrase).map(\.id)
        if passphrases.contains(key.slot) { return key.slot }
        guard let only = passphrases.first, passphrases.count == 1 else {
            throw VaultFailure(
                .usage, "the vault has \(passphrases.count) passphrases", hint: "say which with --slot ID")
        }
        return only
    }

    /// The same, with a report of the slot whose ID `body` gives.
    private func change(
        _ body: (VaultEdit, inout HeaderDraft, inout VaultSettings) throws -> UInt32
    ) throws -> Stored<SlotReport> {
        var id: UInt32 = 0
        let stored = try redraft { id = try body($0, &$1, &$2) }
        let (header, settings) = stored.value
        guard let slot = header.slots.first(where: { $0.id == id }) else { throw VaultFailure.noSlot(id) }
        return Stored(value: SlotReport(slot, settings), failure: stored.failure)
    }

    /// Drafts the header anew from what the vault has now, and stores it with the settings in one change.
    private func redraft(
        _ body: (VaultEdit, inout HeaderDraft, inout VaultSettings) throws -> Void
    ) throws -> Stored<(VaultHeader, VaultSettings)> {
        try Stored { done in
            try store.write { edit in
                try edit.mustTakeChanges()
                var settings = try edit.settings()
                let before = settings
                var draft = try HeaderDraft(changing: try edit.header(), key: key)
                try body(edit, &draft, &settings)
                if settings != before { try edit.set(settings) }
                let header = try draft.finish(openedBy: key.slot).header
                try edit.set(header)
                done = (header, settings)
            }
        }
    }
}

extension NewSlotKey {
    /// A recipient needs one slot only.
    fileprivate func isFor(_ slot: KeySlot) -> Bool {
        switch self {
        case .recipient(let recipient): slot.recipient == recipient
        case .passphrase: false
        case .recoveryKey: false
        }
    }
}

extension VaultFailure {
    static func noSlot(_ id: UInt32) -> VaultFailure {
        VaultFailure(.notFound, "there is no slot \(id)", hint: "see \"partner-vault slot list\"")
    }
}
