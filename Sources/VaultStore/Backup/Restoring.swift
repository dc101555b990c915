internal import FoundationEssentials
internal import GRDB
package import VaultCrypto
internal import VaultModel

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// A backup on its way to become the vault.
package struct Restoration: ~Copyable {
    let header: BackupHeader
    let source: BackupSource
    let files: VaultFiles
    /// What the caller was told that lies there, and agreed to replace.
    let present: PresentVault?
    let options: Options
    let patience: Duration

    package struct Options: Sendable {
        /// Goes on although the witness is damaged.
        var acceptRollback: Bool
        /// Refuses where there is no witness.
        var requireWitness: Bool

        package init(acceptRollback: Bool, requireWitness: Bool) {
            self.acceptRollback = acceptRollback
            self.requireWitness = requireWitness
        }
    }

    package init(
        _ header: BackupHeader, from source: BackupSource, to files: VaultFiles, replacing present: PresentVault?,
        _ options: Options, patience: Duration
    ) {
        self.header = header
        self.source = source
        self.files = files
        self.present = present
        self.options = options
        self.patience = patience
    }
}

/// What came of a restore.
package struct RestoreOutcome: Sendable {
    package let backup: BackupSummary
    /// The generation that the vault continues with.
    package let generation: UInt64
    /// Where the vault that was replaced is kept.
    package let kept: String?
    package let hadWitness: Bool
}

extension Restoration {
    /// Makes the backup the vault. Until the rename in step 5, the present vault stays what it is; whatever
    /// ends the process at any point, the next one finds the old vault or the new, whole, and accepts it:
    ///
    /// 1. The lock, alone. Nobody has the vault open, so that its witness stays what it is.
    /// 2. The backup becomes a database beside the vault, `….new`, written by this program row by row.
    /// 3. In it: a generation above everything seen, the restore mark, the log's entry, and among the former roots the
    ///    present witness, by which the new vault is known as a continuation of what the witness saw. Then everything
    ///    is verified.
    /// 4. The present vault's log is moved into its file, so that it is whole without it; not before, since a backup
    ///    that is refused leaves every byte as it was. Then it is copied to `….before-restore`.
    /// 5. What SQLite keeps beside the present vault goes, since it would be played into the new one; then the rename.
    /// 6. The witness is raised. Ended before that, the new vault finds the old witness among its former roots, and
    ///    raises it.
    package func run(
        keys: consuming VaultKeys, recording entry: AuditEntry, progress: (Int, Int) -> Void
    ) throws -> RestoreOutcome {
        // 1.
        try VaultFiles.makeFolder(files.folder)
        try VaultFiles.checkFolder(files.folder)
        try files.checkFileSystem()
        let lock = try FileLock(files.lock, .exclusive, patience: patience)
        defer { lock.release() }
        let found = try PresentVault.found(files, emptyingLog: false, patience: patience)
        guard found?.identity == present?.identity, found?.vaultID == present?.vaultID else {
            throw StoreError.replaced
        }
        let witness = WitnessFile(path: files.witness(of: keys.vaultID), patience: patience)
        let (seen, isDamaged) = try admitted(try witness.read(keys))
        let past = found?.vaultID == keys.vaultID ? found : nil
        // 2 and 3.
        let temporary = files.database + ".new"
        SealedVault.removeDatabase(temporary)
        do {
            let made = try make(
                temporary, keys: keys, past: past, seen, recording: entry, progress: progress)
            // 4.
            if found != nil {
                _ = try PresentVault.found(files, emptyingLog: true, patience: patience)
                try KeptVault.keep(files)
            }
            // 5.
            for companion in SealedVault.fileSuffixes.dropFirst() {
                try KeptVault.remove(files.database + companion)
            }
            guard unsafe rename(temporary, files.database) == 0 else { throw StoreError(systemError: errno) }
            // 6.
            try made.raise(witness, above: files.folder, replacingAnything: isDamaged)
            return RestoreOutcome(
                backup: made.summary, generation: made.root.generation,
                kept: found == nil ? nil : KeptVault.path(files), hadWitness: seen != nil)
        } catch {
            // After the rename there is nothing of that name.
            SealedVault.removeDatabase(temporary)
            throw error
        }
    }

    /// What the witness saw; nil where there is none, or one that says nothing.
    private func admitted(_ content: WitnessFile.Content) throws -> (seen: Witness?, isDamaged: Bool) {
        switch content {
        case .sound(let witness): return (witness, false)
        case .absent:
            guard !options.requireWitness else { throw StoreError.witnessMissing }
            return (nil, false)
        case .damaged:
            guard options.acceptRollback else { throw StoreError.witnessDamaged }
            return (nil, true)
        }
    }

    private func make(
        _ path: String, keys: consuming VaultKeys, past: PresentVault?, _ seen: Witness?,
        recording entry: AuditEntry, progress: (Int, Int) -> Void
    ) throws -> MadeVault {
        let vault = SealedVault(
            keys: keys, headerBytes: header.vault.bytes,
            connection: try StoreError.translating { try Connection(creating: path, patience: patience) }, place: nil)
        do {
            let summary = try StoreError.translating {
                try vault.connection.queue.inDatabase { try Schema.create(in: $0) }
                return try vault.fill(from: source, header) { progress($0, 2 * $1) }
            }
            let floor = max(seen?.generation ?? 0, past?.generation ?? 0)
            try vault.write(above: floor) { edit in
                try edit.mark(restoredAt: entry.at, slotsAbove: past?.highestSlot ?? 0, seen, entry)
            }
            let root = try vault.read { snapshot in
                _ = try snapshot.verifyEverything { progress($1 + $0, 2 * $1) }
                return snapshot.root
            }
            try vault.checkpoint()
            try vault.close()
            try OpenFile(path, O_RDONLY).synchronize()
            return MadeVault(summary: summary, root: root, vault: vault)
        } catch {
            try? vault.close()
            throw error
        }
    }
}

extension VaultEdit {
    /// Says in the vault that it was restored, and that what `seen` saw is a past of it.
    fileprivate func mark(
        restoredAt instant: Date, slotsAbove slot: UInt32, _ seen: Witness?, _ entry: AuditEntry
    ) throws {
        var settings = try settings()
        // The log of the machine's other copies names slots that this backup does not know.
        settings.highestSlot = max(settings.highestSlot, slot)
        settings.restored = RestoreMark(at: instant, generation: next)
        try set(settings)
        if let seen {
            var roots = try formerRoots()
            roots.append(seen)
            try set(roots)
        }
        try record(entry)
    }
}

/// The restored vault's database, which is closed, and what its witness is to say.
private struct MadeVault {
    let summary: BackupSummary
    let root: Root
    /// Only for its keys.
    let vault: SealedVault

    /// The rename is durable before the witness vouches for what it brought.
    func raise(_ witness: WitnessFile, above folder: String, replacingAnything: Bool) throws {
        do {
            try OpenFile.synchronizeFolder(folder)
            try witness.raise(to: root, vault.keys, replacingAnything: replacingAnything)
        } catch {
            // The vault is restored, whatever became of the rest: nobody must be told that nothing was changed.
            throw StoreError.witnessUnwritten
        }
    }
}
