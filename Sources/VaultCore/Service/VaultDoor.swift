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
    /// Argon2id memory in MiB, 64 to 1024; 256 where nil.
    package var memoryMiB: Int?
    /// Argon2id passes, 2 to 16; 3 where nil.
    package var passes: Int?

    package init(passphrase: consuming Passphrase, memoryMiB: Int? = nil, passes: Int? = nil) {
        self.passphrase = passphrase
        self.memoryMiB = memoryMiB
        self.passes = passes
    }
}
