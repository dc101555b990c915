package import VaultCrypto

/// How a vault is opened: what is accepted, and what is demanded.
package struct OpenOptions: Sendable, Equatable {
    /// Goes on with a vault that is older than its witness, and records it.
    package var acceptRollback: Bool
    /// Refuses a vault without a witness.
    package var requireWitness: Bool

    package init(acceptRollback: Bool = false, requireWitness: Bool = false) {
        self.acceptRollback = acceptRollback
        self.requireWitness = requireWitness
    }
}

/// What a new vault is made with.
package struct NewVault: ~Copyable, Sendable {
    package var passphrase: Passphrase
    /// What an attempt at it costs; nil for the usual, which later versions may raise.
    package var cost: DerivationCost?

    /// Gets a slot of its own, number 2.
    package var recoveryKey: RecoveryKey?

    package init(
        passphrase: consuming Passphrase, cost: DerivationCost?, recoveryKey: consuming RecoveryKey? = nil
    ) {
        self.passphrase = passphrase
        self.cost = cost
        self.recoveryKey = recoveryKey
    }
}
