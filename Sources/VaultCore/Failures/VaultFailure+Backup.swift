internal import VaultCrypto
internal import VaultStore

extension VaultFailure {
    /// Runs `body`, which reads a backup or bundle: what is damaged then is that, and no vault.
    static func readingBackup<Result: ~Copyable>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch StoreError.damaged(let damage) {
            throw VaultFailure(damagedBackup: damage.rawValue)
        } catch KeyError.headerDamaged {
            throw VaultFailure(damagedBackup: "its header was changed")
        } catch KeyError.notARecipient {
            throw VaultFailure(.wrongPassphrase, "it is not locked for that identity, or its key slot is damaged")
        } catch let error as BackupFileError {
            throw VaultFailure(reading: error)
        } catch {
            throw VaultFailure(any: error, tenant: "NAME")
        }
    }

    /// What `BackupError` means to people.
    init(_ error: BackupError) {
        switch error {
        case .notABackup: self.init(.notAVault, "the file is no backup or bundle of partner-vault")
        case .tooNew(let found):
            self.init(
                .vaultTooNew, "the backup has version \(found), which is newer than this program understands",
                hint: "update partner-vault")
        case .incomplete: self.init(damagedBackup: "it ends too early")
        case .damaged: self.init(damagedBackup: "it was changed, or parts of it belong elsewhere")
        case .trailing: self.init(damagedBackup: "something follows after its end")
        case .tooLarge: self.init(.inputUnreadable, "the bundle is larger than any that is taken in")
        }
    }

    /// What `BackupFileError` means where a backup is written.
    init(_ error: BackupFileError) {
        switch error {
        case .noFolder:
            self.init(.inputUnreadable, "there is no such folder to put the backup in", hint: "make the folder first")
        case .taken:
            self.init(
                .alreadyThere, "what lies there is no backup of this vault, and stays", hint: "choose another file")
        case .symbolicLink: self.init(.unsafeFiles, "a symbolic link lies there", hint: "name the file itself")
        case .notRegular: self.init(.alreadyThere, "what lies there is no regular file", hint: "choose another file")
        case .diskFull:
            self.init(
                .diskFull, "the disk is full: no backup was made", hint: "free some room there, then try again")
        case .system(let number):
            self.init(
                .failure, "the system refused to write the backup (error \(number))",
                hint: "see that you may write there, and that the disk is in order")
        case .unfaithful:
            self.init(
                .failure, "the backup cannot be read back as it was written: none was made",
                hint: "do not trust that disk; put the backup elsewhere")
        }
    }

    private init(reading error: BackupFileError) {
        switch error {
        case .system(let number):
            self.init(.inputUnreadable, "the backup cannot be read (error \(number))")
        case .noFolder, .taken, .symbolicLink, .notRegular, .diskFull, .unfaithful: self.init(error)
        }
    }

    private init(damagedBackup what: String) {
        self.init(.tampered, "the backup is tampered with or damaged: \(what)", hint: "take another backup")
    }
}
