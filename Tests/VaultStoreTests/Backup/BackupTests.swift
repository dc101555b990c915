import Dispatch
import Foundation
import TestThreads
import Testing
import VaultCrypto
import VaultModel

@testable import VaultStore

/// A backup is whole, or there is none.
@Suite(.onOwnThreads) struct BackupTests {
    @Test func holdsWhatTheVaultHolds() throws {
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        let summary = try fixture.backUp()
        #expect(summary.tenants == sample.tenants.count)
        let target = try VaultFixture()
        let outcome = try target.restore(try fixture.backupBytes)
        #expect(outcome.backup == summary && outcome.kept == nil && !outcome.hadWitness)
        #expect(outcome.generation > summary.generation)
        let vault = try target.open()
        try vault.read { snapshot in
            let counts = try snapshot.verifyEverything { _, _ in }
            #expect(counts.generation == outcome.generation && counts.secrets == sample.secrets.count)
            let all = try snapshot.everything()
            #expect(all.tenantsByID == sample.tenants && all.applicationsByID == sample.applications)
            #expect(try snapshot.auditEntries().map(\.event) == [.created] + sample.events + [.restored])
            // Tokens stay at home.
            #expect(try snapshot.cachedToken(for: Sample.request) == nil)
            #expect(try snapshot.settings().restored?.generation == outcome.generation)
        }
        try vault.close()
    }

    @Test func takesThePlaceOfABackupOfTheSameVaultOnly() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let first = try fixture.backUp()
        #expect(try fixture.backUp() == first)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: fixture.folder).sorted()
                == ["state", "vault", "vault.pvbackup"])
        let other = try VaultFixture()
        let vault = try other.create(try SampleKeys.other)
        #expect(throws: BackupFileError.taken) { try vault.backUp(to: fixture.backup) { _, _ in } }
        #expect(throws: BackupFileError.taken) { try vault.backUp(to: other.files.database) { _, _ in } }
        #expect(throws: BackupFileError.notRegular) { try vault.backUp(to: other.folder) { _, _ in } }
        #expect(throws: BackupFileError.noFolder) { try vault.backUp(to: other.folder + "/no/where") { _, _ in } }
        let link = other.folder + "/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: fixture.backup)
        #expect(throws: BackupFileError.symbolicLink) { try vault.backUp(to: link) { _, _ in } }
        try vault.close()
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: other.folder).sorted() == ["link", "state", "vault"])
    }

    @Test(arguments: [
        "UPDATE record SET version = version + 1", "DELETE FROM secret", "UPDATE audit SET id = id + 1 WHERE id = 4",
        "DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)", "DELETE FROM root_history WHERE generation = 3",
        "UPDATE secret SET box = zeroblob(length(box))", "UPDATE name_index SET box = zeroblob(9)",
    ])
    func aDamagedVaultGivesNone(sql: String) throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        try fixture.tamper(sql)
        #expect(throws: StoreError.self) { try fixture.backUp() }
        #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.folder).sorted() == ["state", "vault"])
    }

    /// Tenants, applications, secrets and log rows come in together; a backup has as many of the one as of the other.
    @Test func isOneStateWhileOthersWrite() throws {
        let fixture = try VaultFixture()
        try fixture.create().close()
        let writers = 4
        let each = 15
        let backups = Backups()
        DispatchQueue.concurrentPerform(iterations: writers + 1) { writer in
            do {
                let vault = try fixture.open()
                defer { try? vault.close() }
                for number in 0..<each {
                    if writer == writers {
                        let path = "\(fixture.folder)/\(number).pvbackup"
                        backups.add(path, try vault.backUp(to: path) { _, _ in }.summary)
                    } else {
                        try vault.write { edit in
                            try edit.insertSample("tenant-\(writer)-\(number)")
                            try edit.record(VaultFixture.entry(.added))
                        }
                    }
                }
            } catch {
                Issue.record(error)
            }
        }
        let taken = backups.all
        #expect(taken.count == each)
        #expect(Set(taken.map(\.summary.generation)).count > 1)
        for (path, summary) in taken {
            let target = try VaultFixture()
            try target.restore(Array(try Data(contentsOf: URL(fileURLWithPath: path))))
            let vault = try target.open()
            let counts = try vault.read { try $0.verifyEverything { _, _ in } }
            #expect(counts.tenants == summary.tenants && counts.auditRows == summary.tenants + 2)
            #expect(counts.secrets == summary.tenants && counts.applications == summary.tenants)
            try vault.close()
        }
    }
}

/// Backups by path.
private final class Backups: @unchecked Sendable {
    private let lock = NSLock()
    // Only under the lock.
    private var taken: [(path: String, summary: BackupSummary)] = []

    var all: [(path: String, summary: BackupSummary)] { lock.withLock { taken } }

    func add(_ path: String, _ summary: BackupSummary) {
        lock.withLock { taken.append((path, summary)) }
    }
}
