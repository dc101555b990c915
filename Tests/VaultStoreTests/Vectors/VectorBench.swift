import Foundation
import GRDB
import Testing
import VaultModel

@testable import VaultCrypto

@testable import VaultStore

/// Where one fault is made: a copy of the sound vault, and everything that its holder or its thief can do to it.
final class VectorBench {
    let fixture: VaultFixture
    let sample: Sample
    let book: VectorBook
    /// Files beside the vault and its witness, by the name that the published vectors give them.
    private(set) var beside: [String: [UInt8]] = [:]
    /// The published file that a backup is made of.
    private(set) var backupBase = "sound.backup"

    init(_ book: VectorBook) throws {
        self.book = book
        sample = book.sample
        fixture = try book.sound.copy()
    }

    /// All files as they are now.
    func files() throws -> [String: [UInt8]] {
        var files = beside
        files["vault.db"] = try? fixture.bytes
        files["witness"] = try? Array(Data(contentsOf: URL(fileURLWithPath: fixture.witnessPath)))
        return files
    }
}

// What needs no key.
extension VectorBench {
    func sql(_ sql: String) throws { try fixture.tamper(sql) }

    func bytes(_ change: (inout [UInt8]) -> Void) throws {
        var bytes = try fixture.bytes
        change(&bytes)
        try Data(bytes).write(to: URL(fileURLWithPath: fixture.files.database))
    }

    func flip(_ offset: Int) throws { try bytes { $0[offset] ^= 1 } }

    /// Changes the header's bytes and leaves the rest as it is.
    func header(_ change: (inout [UInt8]) -> Void) throws {
        var bytes = try SampleKeys.shared.header.bytes
        change(&bytes)
        try fixture.tamper("UPDATE header SET bytes = ?", [Data(bytes)])
    }

    func witness(_ change: (inout [UInt8]) -> Void) throws {
        var bytes = book.witness
        change(&bytes)
        try Data(bytes).write(to: URL(fileURLWithPath: fixture.witnessPath))
    }

    /// Puts a published backup, changed, where `restore` is told to find it.
    func backup(_ base: String, _ change: (inout [UInt8]) throws -> Void) throws {
        var bytes = try #require(book.backups[base])
        try change(&bytes)
        backupBase = base
        put(bytes, beside: "backup")
    }

    /// Leaves nothing to be replaced.
    func removeVault() throws {
        try FileManager.default.removeItem(atPath: fixture.files.database)
        try removeWitness()
    }

    func removeWitness() throws { try FileManager.default.removeItem(atPath: fixture.witnessPath) }

    func put(_ bytes: [UInt8], beside name: String) { beside[name] = bytes }

    /// Puts the log of one more change beside the vault, and the witness of that change in its place.
    func later(_ change: (inout [UInt8]) -> Void = { _ in }) throws {
        var log = book.laterLog
        change(&log)
        put(log, beside: "vault.db-wal")
        try witness { $0 = book.laterWitness }
    }
}

// What only a holder of the key can do: manifest and witness agree with the fault.
extension VectorBench {
    func edit(_ body: (VaultEdit) throws -> Void) throws {
        let vault = try fixture.open()
        try vault.write(body)
        try vault.close()
    }

    /// Puts a manifest in place as it is given, with a root that vouches for it.
    func manifest(_ generation: UInt64? = nil, _ change: (inout [UInt8]) -> Void) throws {
        try edit { edit in
            var bytes = edit.state.bytes
            change(&bytes)
            let root = Root(
                generation: generation ?? edit.next,
                previous: edit.root.hash,
                stateHash: Hash32(of: bytes),
                keys: edit.vault.keys
            )
            try edit.manifest.set(bytes, root)
        }
    }

    /// Changes the manifest's state before a sound change is written.
    func state(_ change: (inout ManifestState) -> Void) throws {
        try edit { edit in
            try edit.record(VaultFixture.entry(.probed))
            change(&edit.state)
        }
    }

    /// Puts a header in place under a MAC, and its digest into the manifest or not.
    func header(isPinned: Bool, _ make: (VaultHeader, borrowing SecretBytes) throws -> VaultHeader) throws {
        let header = try make(try SampleKeys.shared.header, try book.vaultKey())
        if isPinned { try state { $0.headerDigest = Hash32(of: header.bytes) } }
        try fixture.tamper("UPDATE header SET bytes = ?", [Data(header.bytes)])
    }
}
