package import FoundationEssentials
internal import GRDB
internal import Synchronization
package import VaultCrypto

/// An open vault: its keys, its one connection, its witness. Reads and writes happen in verified transactions only.
package final class SealedVault: Sendable {
    let keys: VaultKeys
    let headerBytes: [UInt8]
    let connection: Connection
    /// Nil for a vault that is only being made, in memory or under another name: nobody else has it open, and its
    /// witness is not to be compared or raised yet.
    private let place: VaultPlace?
    /// Something was read or written and found sound, and nothing damaged: what is in the log may go into the file.
    private let isSound = Atomic(false)
    private let isDamaged = Atomic(false)

    init(keys: consuming VaultKeys, headerBytes: [UInt8], connection: Connection, place: VaultPlace?) {
        self.keys = keys
        self.headerBytes = headerBytes
        self.connection = connection
        self.place = place
    }

    package var vaultID: UUID { keys.vaultID }
    package var slot: UInt32 { keys.slot }

    /// Reads one consistent, verified state.
    package func read<Result>(_ body: (VaultSnapshot) throws -> Result) throws -> Result {
        // Before the snapshot begins: a witness written in between can then only be newer.
        let content = try place?.witness.read(keys)
        return try StoreError.translating {
            try connection.queue.read { database in
                try noting {
                    let snapshot = try VaultSnapshot(database, of: self)
                    // A full disk must not keep anyone from reading; the next write says so.
                    if let content, try WitnessVerdict(content, snapshot).mustBeSound() {
                        try? catchUp(with: snapshot.root)
                    }
                    return try body(snapshot)
                }
            }
        }
    }

    /// Changes the vault in one durable transaction and then raises the witness.
    ///
    /// - Throws: whatever `body` throws, after which nothing was changed.
    @discardableResult
    package func write<Result>(_ body: (VaultEdit) throws -> Result) throws -> Result {
        let content = try place?.witness.read(keys)
        return try write(above: 0) { edit in
            if let content { _ = try WitnessVerdict(content, edit).mustBeSound() }
            return try body(edit)
        }
    }

    /// How the vault stands against its witness, before anything is read of it.
    package func standing() throws -> WitnessStanding {
        guard let content = try place?.witness.read(keys) else { return .sound }
        return try StoreError.translating {
            try connection.queue.read { database in
                try WitnessVerdict(content, try VaultSnapshot(database, of: self)).standing
            }
        }
    }

    /// Accepts the vault as it is, whatever the witness says, with `entry` as the record of it.
    package func admit(_ standing: WitnessStanding, recording entry: AuditEntry) throws {
        guard let content = try place?.witness.read(keys) else { return }
        try write(above: standing.generationFloor, replacingWitness: true) { edit in
            // Only what was looked at is accepted, not what became of it since.
            let verdict = try WitnessVerdict(content, edit)
            guard verdict.standing == standing else {
                _ = try verdict.mustBeSound()
                throw StoreError.busy
            }
            try edit.record(entry)
        }
    }

    /// Moves the log into the file, if no reader keeps it.
    package func checkpoint() throws {
        try StoreError.translating {
            try connection.queue.writeWithoutTransaction { database in
                _ = try database.checkpoint(.truncate)
            }
        }
    }

    /// Ends the connection; the last one to go leaves no log behind, unless nothing in it was found sound.
    package func close() throws {
        try StoreError.translating {
            // Once only, since there is no connection after that; and not into a file that is no longer the vault, whose
            // log this is.
            if let place, isSound.exchange(false, ordering: .relaxed), !isDamaged.load(ordering: .relaxed),
                FileFacts(place.files.database)?.identity == place.identity
            {
                try connection.trustLog()
                // What readers kept from leaving the log when it was replaced goes as soon as they have gone.
                if FileFacts(place.files.database + "-wal").map({ $0.size > 0 }) ?? false { connection.tidy() }
            }
            try connection.queue.close()
        }
        place?.lock.release()
    }

    /// Verifies everything, lets `body` make its last changes under the present keys, and moves the whole vault under
    /// `new`, in one durable transaction. Afterwards this object's keys open nothing more.
    package func rekey(
        to new: borrowing NewKeys, progress: (Int, Int) -> Void, _ body: (VaultEdit) throws -> Void
    ) throws {
        let content = try place?.witness.read(keys)
        try commit { database in
            let edit = try VaultEdit(database, of: self, above: 0)
            if let content { _ = try WitnessVerdict(content, edit).mustBeSound() }
            // What is damaged is not sealed anew as if it were sound.
            _ = try edit.verifyEverything(progress: progress)
            try body(edit)
            let last = try edit.finish() ?? edit.root
            guard last.generation < Int64.max else { throw StoreError.damaged(.manifest) }
            let root = try Rekeying(old: edit, generation: last.generation + 1).run(after: last, to: new)
            return Committed(result: (), root: root, leavesResidue: true)
        }
    }

    /// Raises the witness for a process that ended between its commit and its witness.
    private func catchUp(with root: Root) throws {
        // It may have ended before its commit was durable; the witness must not outlive what it vouches for.
        try place?.files.synchronizeLog()
        try place?.witness.raise(to: root, keys)
    }

    /// The same, for a generation above `floor` and whatever the witness says.
    func write<Result>(
        above floor: UInt64, replacingWitness: Bool = false, _ body: (VaultEdit) throws -> Result
    ) throws -> Result {
        try commit(replacingWitness: replacingWitness) { database in
            let edit = try VaultEdit(database, of: self, above: floor)
            let result = try body(edit)
            return Committed(result: result, root: try edit.finish(), leavesResidue: edit.leavesResidue)
        }
    }

    private struct Committed<Result> {
        let result: Result
        /// Nil where nothing was changed.
        let root: Root?
        let leavesResidue: Bool
    }

    private func commit<Result>(
        replacingWitness: Bool = false, _ body: (Database) throws -> Committed<Result>
    ) throws -> Result {
        // A file put in the place of the open one would take the commit with it.
        try checkIdentity()
        return try StoreError.translating {
            try connection.queue.inDatabase { database in
                var committed: Committed<Result>?
                try database.inTransaction(.immediate) {
                    committed = try noting { try body(database) }
                    return .commit
                }
                guard let committed else { throw StoreError.damaged(.file) }
                try checkIdentity()
                if let root = committed.root, let place {
                    do {
                        try place.witness.raise(to: root, keys, replacingAnything: replacingWitness)
                    } catch {
                        throw StoreError.witnessUnwritten
                    }
                }
                // Readers may keep the log busy; whoever closes the vault next tries again.
                if committed.leavesResidue { _ = try? database.checkpoint(.truncate) }
                return committed.result
            }
        }
    }

    /// Remembers whether what was read agreed with the manifest.
    private func noting<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            let result = try body()
            isSound.store(true, ordering: .relaxed)
            return result
        } catch StoreError.damaged(let damage) {
            isDamaged.store(true, ordering: .relaxed)
            throw StoreError.damaged(damage)
        }
    }

    private func checkIdentity() throws {
        guard let place else { return }
        guard FileFacts(place.files.database)?.identity == place.identity else { throw StoreError.replaced }
    }
}

/// Where an open vault lies, and what guards it there.
struct VaultPlace: Sendable {
    let files: VaultFiles
    let identity: FileIdentity
    let witness: WitnessFile
    /// Held until the vault is closed, so that a restore cannot replace the file underneath.
    let lock: FileLock
}
