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

    @Test func whatCameThereMeanwhileStays() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let vault = try fixture.open()
        #expect(throws: BackupFileError.taken) {
            try vault.backUp(to: fixture.backup) { _, _ in
                try? Data("mine".utf8).write(to: URL(fileURLWithPath: fixture.backup))
            }
        }
        try vault.close()
        #expect(try fixture.backupBytes == Array("mine".utf8))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: fixture.folder).sorted()
                == ["state", "vault", "vault.pvbackup"])
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

    /// Between any two chunks someone adds a tenant; what was begun before does not see it.
    @Test func isOneStateWhileOthersWrite() throws {
        let fixture = try VaultFixture()
        let sample = Sample(extra: 60)
        let vault = try fixture.create()
        try sample.fill(vault)
        let other = try fixture.open()
        let stream = Stream()
        let summary = try vault.writeBackup(
            to: { bytes in
                stream.bytes += bytes
                stream.pieces += 1
                try other.write { edit in
                    try edit.insertSample("meanwhile \(stream.pieces)")
                    try edit.record(VaultFixture.entry(.added))
                }
            }, progress: { _, _ in })
        #expect(stream.pieces > 2 && summary.tenants == sample.tenants.count)
        let written = try other.read { try $0.verifyEverything { _, _ in } }
        #expect(written.tenants == summary.tenants + stream.pieces)
        try other.close()
        try vault.close()
        let target = try VaultFixture()
        try target.restore(stream.bytes)
        let restored = try target.open()
        let counts = try restored.read { try $0.verifyEverything { _, _ in } }
        #expect(counts.tenants == summary.tenants && counts.secrets == sample.secrets.count)
        #expect(counts.auditRows == 2 + sample.events.count)
        try restored.close()
    }
}

private final class Stream {
    var bytes: [UInt8] = []
    var pieces = 0
}
