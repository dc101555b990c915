import Foundation
import GRDB
import TestThreads
import Testing
import VaultModel

@testable import VaultStore

@Suite(.onOwnThreads) struct CreationTests {
    @Test func aVaultIsMadeOnce() throws {
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        let bytes = try fixture.bytes
        #expect(throws: StoreError.vaultExists) { try fixture.create() }
        #expect(throws: StoreError.vaultExists) { try fixture.create(try SampleKeys.other) }
        #expect(try fixture.bytes == bytes)
        #expect(Probes(fixture, sample).isSound)
    }

    /// Whatever an interrupted `init` left of the file that is not yet called the vault.
    @Test(arguments: [[UInt8](), Array("half a header".utf8), Array(repeating: 0, count: 4096)])
    func whatWasLeftHalfMadeDoesNotMatter(bytes: [UInt8]) throws {
        let fixture = try VaultFixture()
        try VaultFiles.makeFolder(fixture.files.folder)
        for suffix in ["", "-wal", "-shm", "-journal"] {
            let path = fixture.files.database + ".new" + suffix
            try Data(bytes).write(to: URL(fileURLWithPath: path))
        }
        let sample = try fixture.createSample()
        let probes = Probes(fixture, sample)
        #expect(probes.isSound, "\(probes)")
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: fixture.files.folder).sorted()
                == ["vault.db", "vault.lock"]
        )
    }

    /// It ended after the file had its name and before the first row of the log: the vault is there, and says so.
    @Test func whatWasLeftWithoutAWitnessIsSaid() throws {
        let fixture = try VaultFixture()
        try fixture.create().close()
        try FileManager.default.removeItem(atPath: fixture.witnessPath)
        #expect(throws: StoreError.vaultExists) { try fixture.create() }
        #expect(try fixture.open().standing() == .missing)
    }

    /// A log without its database would be played into the new one.
    @Test(arguments: ["-wal", "-shm", "-journal"])
    func aLogWithoutItsDatabaseIsNotPlayedIntoANewVault(companion: String) throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let vault = try fixture.open()
        try vault.write { try $0.record(VaultFixture.entry(.added)) }
        let log = try Data(contentsOf: URL(fileURLWithPath: fixture.files.database + "-wal"))
        #expect(log.count > 4096)
        try vault.close()
        try FileManager.default.removeItem(atPath: fixture.files.database)
        let path = fixture.files.database + companion
        try log.write(to: URL(fileURLWithPath: path))
        #expect(throws: StoreError.vaultExists) { try fixture.create(try SampleKeys.other) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == log)
    }

    /// Where the witness cannot be written, no vault is made that would open only with a warning.
    @Test func withoutAPlaceForTheWitnessNothingIsMade() throws {
        let fixture = try VaultFixture()
        try Data().write(to: URL(fileURLWithPath: fixture.folder + "/state"))
        let files = VaultFiles(
            database: fixture.files.database,
            witnessFolder: fixture.folder + "/state/partner-vault"
        )
        #expect(throws: (any Error).self) { try VaultFixture.create(files) }
        #expect(FileFacts(fixture.files.database) == nil)
        #expect(FileFacts(fixture.files.database + ".new") == nil)
    }

    @Test func ofManyAtOnceOneSucceeds() throws {
        let fixture = try VaultFixture()
        let made = Tally()
        let exists = Tally()
        DispatchQueue.concurrentPerform(iterations: 12) { _ in
            do {
                try fixture.create().close()
                made.add()
            } catch StoreError.vaultExists {
                exists.add()
            } catch {
                Issue.record(error)
            }
        }
        #expect(made.count == 1)
        #expect(exists.count == 11)
        #expect(try fixture.open().read { try $0.verifyEverything { _, _ in } }.auditRows == 1)
    }
}
