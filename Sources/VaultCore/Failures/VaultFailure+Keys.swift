internal import VaultCrypto

extension VaultFailure {
    /// What `KeyError` means to people.
    init(_ error: KeyError) {
        switch error {
        case .notAHeader:
            self.init(.notAVault, "the file's header is not a vault's", hint: "restore the vault from a backup")
        case .tooNew(let found):
            self.init(
                .vaultTooNew, "the vault has version \(found), which is newer than this program understands",
                hint: "update partner-vault")
        case .costOutOfBounds:
            self.init(
                .costOutOfBounds, "the key-derivation cost is out of bounds (64 to 1024 MiB, 2 to 16 passes)",
                hint: "a vault that asks for this was changed by someone; restore it from a backup")
        case .outOfMemory:
            self.init(
                .failure, "there is not enough memory to derive the vault's key",
                hint: "close other programs, or raise the memory limit")
        case .noSlotOpened:
            self.init(.wrongPassphrase, "wrong passphrase, or the key slot is damaged")
        case .wrongRecoveryKey:
            self.init(.wrongPassphrase, "no recovery slot of this vault opens with that recovery key")
        case .notARecipient:
            self.init(
                .wrongPassphrase, "this vault is not locked for that identity, or its key slot is damaged",
                hint: "add its public key with \"partner-vault slot add recipient PUBLICKEY\"")
        case .tooManySlots:
            self.init(.failure, "all 16 key slots are taken", hint: "remove one with \"partner-vault slot remove ID\"")
        case .tooManyPassphrases:
            self.init(
                .failure, "a vault has at most 4 passphrases",
                hint: "remove one with \"partner-vault slot remove ID\"")
        case .keyFileNeeded:
            self.init(
                .keyFileNeeded, "this vault's passphrase goes with a key file", hint: "name it with --key-file FILE")
        case .headerDamaged:
            self.init(
                .tampered, "the vault's header was changed", hint: "restore the vault from a backup")
        }
    }
}
