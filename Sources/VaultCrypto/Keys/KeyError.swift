/// Why a vault's keys were not made or not found.
package enum KeyError: Error, Equatable {
    /// Not the size or the magic of a header.
    case notAHeader
    /// The header's format is newer than this program.
    case tooNew(found: UInt16)
    /// A slot asks for less or more work than is ever accepted.
    case costOutOfBounds
    /// Argon2id could not get its memory.
    case outOfMemory
    /// No slot opened: the passphrase is wrong, or the slot is damaged.
    case noSlotOpened
    /// No recovery slot opened with this recovery key.
    case wrongRecoveryKey
    /// The vault has no slot for this identity's public key, or it is damaged.
    case notARecipient
    /// All 16 slots are taken.
    case tooManySlots
    /// All 4 passphrases are there.
    case tooManyPassphrases
    /// Every passphrase slot is combined with a key file, and none was given.
    case keyFileNeeded
    /// A slot opened, but the header was changed.
    case headerDamaged
}
