internal import FoundationEssentials
package import VaultCrypto
internal import VaultStore

/// A backup whose start was found sane, that no key has opened yet, and the place that it is to be restored to.
package final class LockedBackup {
    private let header: BackupHeader
    private let source: BackupSource
    private let files: VaultFiles
    private let found: PresentVault?
    private let options: OpenOptions
    private let surroundings: Surroundings

    /// Reads the start of the backup from `descriptor`, which stays the caller's to close, and looks at what lies at
    /// `file`; nothing is changed.
    package init(
        _ descriptor: Int32, replacing file: String, options: OpenOptions, surroundings: Surroundings
    ) throws {
        let source = BackupSource { try BackupSource.read(descriptor, upTo: $0) }
        self.source = source
        header = try VaultFailure.readingBackup { try source.header() }
        let files = VaultFiles(database: file, witnessFolder: surroundings.witnessFolder)
        self.files = files
        found = try VaultFailure.translating { try PresentVault.look(files, patience: surroundings.patience) }
        self.options = options
        self.surroundings = surroundings
    }

    /// Every passphrase slot of that time is combined with a key file.
    package var needsKeyFile: Bool { header.vault.needsKeyFile }
    package var takesPassphrase: Bool { header.vault.takesPassphrase }

    /// What would be replaced; nil where nothing lies.
    package var present: PresentReport? {
        found.map { found in
            PresentReport(
                vaultID: found.vaultID?.uuidString.lowercased(), modified: found.modified,
                isSameVault: found.vaultID == header.vault.vaultID)
        }
    }

    /// Opens the backup with a key that opened its vault then.
    package func unlock(with key: consuming SlotKey) async throws -> OpenedBackup {
        try header.vault.checkKind(of: key)
        return try VaultFailure.readingBackup {
            let vaultKey = try KeyRing.unlock(header.vault, with: key)
            return OpenedBackup(self, keys: try vaultKey.keys(of: header.vault))
        }
    }

    fileprivate func restore(
        keys: consuming VaultKeys, progress: @escaping @Sendable (Int, Int) -> Void
    ) throws -> RestoreReport {
        let restoration = Restoration(
            header, from: source, to: files, replacing: found,
            .init(acceptRollback: options.acceptRollback, requireWitness: options.requireWitness),
            patience: surroundings.patience)
        let outcome: RestoreOutcome
        do {
            outcome = try restoration.run(
                keys: keys, recording: surroundings.entry(.restored), progress: progress)
        } catch {
            throw VaultFailure.of(restoring: error)
        }
        if !outcome.hadWitness {
            surroundings.notify(
                "this vault had no witness on this machine; one was begun, and from now on an old copy put back is noticed"
            )
        }
        return RestoreReport(
            vault: files.database, vaultID: outcome.backup.vaultID.uuidString.lowercased(),
            tenants: outcome.backup.tenants, backupGeneration: Int(clamping: outcome.backup.generation),
            generation: Int(clamping: outcome.generation), kept: outcome.kept)
    }
}

/// A backup that a key opened; to be restored once.
package final class OpenedBackup {
    private let backup: LockedBackup
    private var keys: VaultKeys?

    fileprivate init(_ backup: LockedBackup, keys: consuming VaultKeys) {
        self.backup = backup
        self.keys = consume keys
    }

    /// Verifies all of it and then makes it the vault, above every generation that was seen of it.
    package func restore(progress: @escaping @Sendable (Int, Int) -> Void) async throws -> RestoreReport {
        guard let keys = keys.take() else { preconditionFailure("a backup is restored once") }
        return try backup.restore(keys: keys, progress: progress)
    }
}

extension VaultFailure {
    fileprivate static func of(restoring error: any Error) -> VaultFailure {
        do {
            return try readingBackup { throw error }
        } catch {
            let failure = VaultFailure(any: error, tenant: "NAME")
            guard failure.code == .busy else { return failure }
            return VaultFailure(
                .busy, "the vault is in use, or was replaced meanwhile: nothing was restored",
                hint: "end what has it open, then try again")
        }
    }
}
