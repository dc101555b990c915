package import VaultCrypto
internal import VaultModel
internal import VaultStore

/// What a re-keying left: the slots under the new vault key, and the recovery keys that were issued anew.
package struct RekeyReport: Sendable {
    package let epoch: Int
    package let slots: [SlotReport]
    /// One for each recovery slot, to be shown once.
    package let recoveryKeys: [IssuedRecoveryKey]
    /// What could not be done after the new key was stored.
    package let failure: VaultFailure?
}

extension KeyedVault {
    /// Gives the vault a new key: every record is sealed anew, and kept slots are wrapped for it, in one transaction.
    ///
    /// Recipients are wrapped for while they are absent; `passphrase` is asked for that of every other kept slot, up to
    /// three times, and told how often it was wrong; recovery slots get a new key. `progress` is told how much of the
    /// vault is verified.
    package func rekey(
        dropping dropped: Set<UInt32>, passphrase: (SlotReport, _ failures: Int) throws -> Passphrase,
        progress: (Int, Int) -> Void
    ) throws -> RekeyReport {
        try VaultFailure.translating {
            let (header, settings) = try store.read { snapshot in
                try snapshot.mustTakeChanges()
                try snapshot.mustHaveNoRotation()
                return (try snapshot.header(), try snapshot.settings())
            }
            if let unknown = dropped.first(where: { id in !header.slots.contains { $0.id == id } }) {
                throw VaultFailure.noSlot(unknown)
            }
            let kept = header.slots.filter { !dropped.contains($0.id) }
            guard kept.contains(where: { $0.kind != .recoveryKey && settings.isProven($0) }) else {
                throw VaultFailure(
                    .lastSlot, "no slot that ever opened this vault would be left",
                    hint: "keep a passphrase, or add one first")
            }
            var draft = try HeaderDraft(rekeying: header, key: key)
            var settingsAfter = settings
            settingsAfter.highestSlot = max(settings.highestSlot, header.slots.map(\.id).max() ?? 0)
            settingsAfter.slots.removeAll { dropped.contains($0.id) }
            var issued: [IssuedRecoveryKey] = []
            for slot in kept {
                switch slot.kind {
                case .passphrase, .passphraseAndKeyFile:
                    let known = try self.passphrase(of: slot, header, SlotReport(slot, settings), passphrase)
                    try draft.add(known, id: slot.id, at: surroundings.now())
                case .recoveryKey:
                    let recovery = try RecoveryKey()
                    try draft.add(.recoveryKey(try recovery.duplicate()), id: slot.id, at: surroundings.now())
                    issued.append(IssuedRecoveryKey(slot: slot.id, key: recovery))
                    settingsAfter.set(SlotNote(id: slot.id, label: settings.note(slot.id)?.label, proven: nil))
                case .recipient:
                    guard let recipient = slot.recipient else { continue }
                    try draft.add(.recipient(recipient), id: slot.id, at: surroundings.now())
                }
            }
            let new = try draft.finish(openedBy: kept[0].id)
            let stored = try Stored<Void> { done in
                try store.rekey(to: new, progress: progress) { edit in
                    // What was asked for belongs to these slots and no others.
                    try edit.mustHaveNoRotation()
                    guard try edit.header() == header, try edit.settings() == settings else { throw StoreError.busy }
                    try edit.set(settingsAfter)
                    try edit.record(surroundings.entry(.rekeyed))
                    done = ()
                }
            }
            return RekeyReport(
                epoch: Int(new.header.epoch), slots: new.header.slots.map { SlotReport($0, settingsAfter) },
                recoveryKeys: issued, failure: stored.failure)
        }
    }

    /// The passphrase of a slot that is kept, once it has opened the slot.
    private func passphrase(
        of slot: KeySlot, _ header: VaultHeader, _ report: SlotReport,
        _ ask: (SlotReport, Int) throws -> Passphrase
    ) throws -> NewSlotKey {
        guard let cost = slot.raisedCost ?? slot.cost else { throw KeyError.notAHeader }
        if slot.id == key.slot {
            switch opener {
            case .passphrase(let own):
                return .passphrase(
                    NewPassphrase(try own.duplicate(), cost: cost, isCostChosen: slot.isCostChosen))
            case .recoveryKey: break
            case .identity: break
            }
        }
        for failures in 0..<3 {
            let typed = SlotKey.passphrase(try ask(report, failures))
            guard try opens(slot, of: header, typed) else { continue }
            return try wrapped(typed, cost: cost, isCostChosen: slot.isCostChosen)
        }
        throw VaultFailure.wrongSlotPassphrase(slot.id)
    }

    private func opens(_ slot: KeySlot, of header: VaultHeader, _ key: borrowing SlotKey) throws -> Bool {
        switch try KeyRing.open(slot, of: header, with: key) {
        case .some: true
        case .none: false
        }
    }

    private func wrapped(
        _ key: consuming SlotKey, cost: DerivationCost, isCostChosen: Bool
    ) throws -> NewSlotKey {
        switch consume key {
        case .passphrase(let passphrase):
            return .passphrase(NewPassphrase(passphrase, cost: cost, isCostChosen: isCostChosen))
        case .recoveryKey: throw KeyError.noSlotOpened
        case .identity: throw KeyError.noSlotOpened
        }
    }
}

extension VaultFailure {
    package static func wrongSlotPassphrase(_ slot: UInt32) -> VaultFailure {
        VaultFailure(
            .wrongPassphrase, "that is not the passphrase of slot \(slot)",
            hint: "give it, or let the slot go with --drop-slot \(slot)")
    }
}
