/// What opens a slot.
package enum SlotKey: ~Copyable, Sendable {
    case passphrase(Passphrase)
    case recoveryKey(RecoveryKey)
    case identity(Identity)
}

/// What a new slot is made for.
package enum NewSlotKey: ~Copyable, Sendable {
    case passphrase(NewPassphrase)
    case recoveryKey(RecoveryKey)
    case recipient(RecipientKey)

    /// The kind of slot that is made for it.
    package var kind: KeySlot.Kind {
        switch self {
        case .passphrase(let new): new.passphrase.kind
        case .recoveryKey: .recoveryKey
        case .recipient: .recipient
        }
    }
}

/// A passphrase for a new slot, and how hard it is to be made to guess.
package struct NewPassphrase: ~Copyable, Sendable {
    package let passphrase: Passphrase
    package let cost: DerivationCost
    /// A person asked for this cost, which is then never raised.
    package let isCostChosen: Bool

    package init(_ passphrase: consuming Passphrase, cost: DerivationCost, isCostChosen: Bool) {
        self.passphrase = passphrase
        self.cost = cost
        self.isCostChosen = isCostChosen
    }
}

extension KeySlot.Kind {
    /// A person types something.
    package var isPassphrase: Bool {
        switch self {
        case .passphrase, .passphraseAndKeyFile: true
        case .recoveryKey, .recipient: false
        }
    }
}
