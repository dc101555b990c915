internal import VaultCrypto

/// The least that a passphrase must be: long and varied enough that guessing it costs more than Argon2id alone.
enum PassphraseFloor {
    static let minimumLength = 12
    static let minimumDistinct = 6

    /// - Throws: `weakPassphrase`; the passphrase is only counted, never compared with a word list.
    static func check(_ passphrase: borrowing SecretBytes) throws {
        let distinct = unsafe passphrase.withUnsafeBytes { unsafe Set($0).count }
        guard passphrase.count >= minimumLength, distinct >= minimumDistinct else {
            throw VaultFailure(
                .weakPassphrase,
                "the passphrase is too weak: at least \(minimumLength) characters, \(minimumDistinct) of them different",
                hint: "five words chosen by dice are easy to remember")
        }
    }
}
