import Foundation
import GRDB
import Testing
import VaultCrypto
import VaultModel

@testable import VaultStore

/// A vault of its own in a folder of its own, which goes with it.
final class VaultFixture: Sendable {
    let folder: String
    let files: VaultFiles

    init() throws {
        // Memory where there is some: every commit is made durable, and disks are slow at it.
        let base = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
        folder = base + "/pv-store-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        files = VaultFiles(database: folder + "/vault/vault.db", witnessFolder: folder + "/state")
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// A vault with nothing in it.
    func create(_ keys: SampleKeys? = nil) throws -> SealedVault {
        let keys = try keys ?? SampleKeys.shared
        return try SealedVault.create(
            files,
            header: keys.header,
            keys: try keys.unlock(),
            recording: Self.entry(.created),
            patience: .seconds(300)
        )
    }

    /// A closed vault with the contents of `Sample`.
    func createSample() throws -> Sample {
        let sample = Sample()
        let vault = try create()
        try sample.fill(vault)
        try vault.close()
        return sample
    }

    func find(patience: Duration = .seconds(300)) throws -> FoundVault {
        try FoundVault(files, patience: patience)
    }

    /// Opens the vault with keys that were derived before.
    func open(patience: Duration = .seconds(300)) throws -> SealedVault {
        try find(patience: patience).open(with: try SampleKeys.shared.unlock())
    }

    var witnessPath: String {
        get throws { files.witness(of: try SampleKeys.shared.header.vaultID) }
    }

    static func entry(_ event: AuditEvent) -> AuditEntry {
        AuditEntry(at: SampleKeys.instant, event: event, user: "ada", pid: 1, program: "test")
    }
}

// What an attacker who can write the files can do.
extension VaultFixture {
    /// Changes the closed file through SQLite, without any of the vault's safeguards, and leaves no log behind.
    func tamper<Result>(_ body: (Database) throws -> Result) throws -> Result {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: files.database, configuration: configuration)
        let result = try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA ignore_check_constraints = ON; PRAGMA writable_schema = ON")
            let result = try body(database)
            try database.execute(sql: "PRAGMA writable_schema = OFF; PRAGMA wal_checkpoint(TRUNCATE)")
            return result
        }
        try queue.close()
        return result
    }

    func tamper(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws {
        try tamper { try $0.execute(sql: sql, arguments: arguments) }
    }

    var bytes: [UInt8] {
        get throws { Array(try Data(contentsOf: URL(fileURLWithPath: files.database))) }
    }

    /// Puts `bytes` in the place of the file's own, in the same inode.
    func overwrite(_ bytes: [UInt8], at offset: Int = 0) throws {
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: files.database))
        try file.seek(toOffset: UInt64(offset))
        try file.write(contentsOf: Data(bytes))
        try file.close()
    }
}
