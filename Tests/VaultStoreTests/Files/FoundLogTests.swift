import Foundation
import GRDB
import TestThreads
import Testing

@testable import VaultStore

/// A log that lies beside the vault before it is opened: SQLite's last to close would move it into the file.
@Suite(.onOwnThreads) struct FoundLogTests {
    @Test func oneThatChangesRecordsStays() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let (database, log) = try fixture.plant("UPDATE record SET version = version + 1")
        let vault = try fixture.open()
        // The manifest is sound, and what was read first.
        #expect(try vault.read { $0.generation } == 6)
        #expect(throws: StoreError.damaged(.bucket)) { _ = try vault.read { try $0.everything() } }
        try vault.close()
        #expect(try fixture.bytes == database)
        #expect(try Data(contentsOf: fixture.log) == log)
    }

    @Test func oneInWhichNothingWasReadStays() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let (database, log) = try fixture.plant("DELETE FROM token_cache")
        // As after a wrong passphrase.
        _ = try fixture.find()
        try fixture.open().close()
        #expect(try fixture.bytes == database)
        #expect(try Data(contentsOf: fixture.log) == log)
    }

    /// The control: a sound one is moved.
    @Test func oneThatIsSoundIsMoved() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let (database, _) = try fixture.plant("DELETE FROM token_cache")
        let vault = try fixture.open()
        #expect(try vault.read { try $0.everything().tenants.count } == 3)
        try vault.close()
        // Whoever closes to be sure closes twice.
        try vault.close()
        #expect(try fixture.bytes != database)
        #expect(!FileManager.default.fileExists(atPath: fixture.log.path))
    }
}

extension VaultFixture {
    fileprivate var log: URL { URL(fileURLWithPath: files.database + "-wal") }

    /// Puts a log beside the vault in which another program wrote; what then lies in both.
    fileprivate func plant(_ sql: String) throws -> (database: [UInt8], log: Data) {
        let database = try bytes
        let queue = try DatabaseQueue(path: files.database)
        try queue.inDatabase { try $0.execute(sql: sql) }
        let written = try Data(contentsOf: log)
        try queue.close()
        try overwrite(database)
        try written.write(to: log)
        try setMode(0o600, of: log.path)
        return (database, written)
    }
}
