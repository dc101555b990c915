import Foundation
import TestThreads
import Testing
import VaultCrypto
import VaultModel

@testable import VaultStore

/// Whatever is restored over, and whenever it ends: the old vault or the new, whole, and known to the witness.
@Suite(.onOwnThreads) struct RestoreTests {
    private func backedUp() throws -> (VaultFixture, Sample, backup: [UInt8]) {
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        try fixture.backUp()
        return (fixture, sample, try fixture.backupBytes)
    }

    private func change(_ fixture: VaultFixture, _ name: String) throws {
        let vault = try fixture.open()
        try vault.write { try $0.insertSample(name) }
        try vault.close()
    }

    private func tenants(_ fixture: VaultFixture) throws -> Int {
        let vault = try fixture.open()
        defer { try? vault.close() }
        return try vault.read { try $0.verifyEverything { _, _ in } }.tenants
    }

    @Test func theVaultContinuesAboveItsWitness() throws {
        let (fixture, _, backup) = try backedUp()
        for number in 0..<5 { try change(fixture, "later \(number)") }
        let (old, oldWitness) = (try fixture.bytes, try #require(fixture.witnessBytes))
        let outcome = try fixture.restore(backup)
        #expect(outcome.hadWitness && outcome.generation > outcome.backup.generation + 5)
        #expect(try tenants(fixture) == 3)
        #expect(try fixture.neighbours == ["vault.db", "vault.db.before-restore", "vault.lock"])
        #expect(try Array(Data(contentsOf: URL(fileURLWithPath: try #require(outcome.kept)))) == old)
        // The end came before the witness was raised: the old one is known.
        try fixture.putWitness(oldWitness)
        #expect(try tenants(fixture) == 3)
        #expect(fixture.witnessBytes != oldWitness)
        // The vault that was replaced is an old copy now.
        let restored = try fixture.bytes
        try FileManager.default.removeItem(atPath: fixture.files.database)
        try FileManager.default.copyItem(atPath: try #require(outcome.kept), toPath: fixture.files.database)
        #expect(throws: StoreError.self) { try tenants(fixture) }
        #expect(try fixture.bytes == old && restored != old)
    }

    @Test func anotherWitnessIsStillForked() throws {
        let (fixture, _, backup) = try backedUp()
        let sibling = try #require(fixture.witnessBytes)
        try change(fixture, "one way")
        try fixture.restore(backup)
        // What the witness saw before its last change is the backup's own past.
        try fixture.putWitness(sibling)
        #expect(try tenants(fixture) == 3)
        // A copy of the same vault that went another way was never seen here.
        let other = try VaultFixture()
        try other.restore(backup)
        for number in 0..<3 { try change(other, "another way \(number)") }
        try fixture.putWitness(try #require(other.witnessBytes))
        #expect(throws: StoreError.self) { try tenants(fixture) }
    }

    @Test func againAndAgain() throws {
        let (fixture, _, backup) = try backedUp()
        var last: UInt64 = 0
        for number in 0..<3 {
            try change(fixture, "between \(number)")
            let outcome = try fixture.restore(backup)
            #expect(outcome.generation > last)
            last = outcome.generation
            #expect(try tenants(fixture) == 3)
        }
    }

    /// Near the end of all numbers it would leave no room for changes.
    @Test func aGenerationThatCannotBeIsNotContinued() throws {
        let (fixture, _, backup) = try backedUp()
        try fixture.tamper("UPDATE manifest SET generation = \(Int64.max - 9)")
        let outcome = try fixture.restore(backup)
        #expect(outcome.generation < outcome.backup.generation + 10)
        #expect(try tenants(fixture) == 3)
    }

    @Test func whatAKilledRestoreLeftGoes() throws {
        let (fixture, _, backup) = try backedUp()
        for suffix in SealedVault.fileSuffixes {
            try Data(repeating: 5, count: 700).write(to: URL(fileURLWithPath: fixture.files.database + ".new" + suffix))
        }
        try fixture.restore(backup)
        #expect(try tenants(fixture) == 3)
        #expect(try fixture.neighbours == ["vault.db", "vault.db.before-restore", "vault.lock"])
    }

    @Test func anOpenVaultIsBusy() throws {
        let (fixture, _, backup) = try backedUp()
        let bytes = try fixture.bytes
        let vault = try fixture.open()
        #expect(throws: StoreError.busy) { try fixture.restore(backup, patience: .zero) }
        try vault.close()
        #expect(try fixture.bytes == bytes)
        #expect(try fixture.neighbours == ["vault.db", "vault.lock"])
        try fixture.restore(backup)
    }

    @Test func aVaultThatCameMeanwhileStays() throws {
        let (fixture, _, backup) = try backedUp()
        let source = BackupSource(backup)
        let restoration = Restoration(
            try source.header(), from: source, to: fixture.files, replacing: nil,
            .init(acceptRollback: false, requireWitness: false), patience: .zero)
        #expect(throws: StoreError.replaced) {
            try restoration.run(
                keys: try SampleKeys.shared.unlock(), recording: VaultFixture.entry(.restored)
            ) { _, _ in }
        }
        #expect(try tenants(fixture) == 3)
    }

    @Test func aDamagedWitnessNeedsAWord() throws {
        let (fixture, _, backup) = try backedUp()
        try fixture.putWitness(Data("nonsense".utf8))
        #expect(throws: StoreError.witnessDamaged) { try fixture.restore(backup) }
        #expect(fixture.witnessBytes == Data("nonsense".utf8))
        try fixture.restore(backup, acceptRollback: true)
        #expect(try tenants(fixture) == 3)
    }

    /// A witness elsewhere may have seen what lies here.
    @Test func whereThereIsNoWitnessTheVaultContinuesAboveWhatItReplaces() throws {
        let (fixture, _, backup) = try backedUp()
        for number in 0..<5 { try change(fixture, "later \(number)") }
        try FileManager.default.removeItem(atPath: try fixture.witnessPath)
        let outcome = try fixture.restore(backup)
        #expect(!outcome.hadWitness && outcome.generation > outcome.backup.generation + 5)
        #expect(try tenants(fixture) == 3)
    }

    /// Each row is in its manifest, and together they are no vault.
    @Test func whatDoesNotFitTogetherIsNotRestored() throws {
        let (fixture, _, backup) = try backedUp()
        let bytes = try fixture.bytes
        let broken = try fixture.copy()
        let unsound = try VectorBook.backup(of: broken) {
            try $0.insert(try Sample().secret("nobody's"), as: .random())
        }
        #expect(throws: StoreError.damaged(.record)) { try fixture.restore(unsound) }
        #expect(try fixture.bytes == bytes)
        try fixture.restore(backup)
    }

    @Test func aMissingWitnessCanBeRefused() throws {
        let (fixture, _, backup) = try backedUp()
        try FileManager.default.removeItem(atPath: try fixture.witnessPath)
        #expect(throws: StoreError.witnessMissing) { try fixture.restore(backup, requireWitness: true) }
        try fixture.restore(backup)
        #expect(try tenants(fixture) == 3)
    }

    /// What is there cannot be opened; its log is kept with it, and not played into the new vault.
    @Test(arguments: [[UInt8](), Array("no database at all".utf8), Array(repeating: 7, count: 8192)])
    func aBrokenVaultGivesWay(content: [UInt8]) throws {
        let (fixture, _, backup) = try backedUp()
        try change(fixture, "later")
        try Data(content).write(to: URL(fileURLWithPath: fixture.files.database))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: fixture.files.database)
        let log = Data(repeating: 3, count: 5000)
        #expect(
            FileManager.default.createFile(
                atPath: fixture.files.database + "-wal", contents: log, attributes: [.posixPermissions: 0o600]))
        try fixture.restore(backup)
        #expect(try tenants(fixture) == 3)
        #expect(FileManager.default.contents(atPath: fixture.files.database + ".before-restore") == Data(content))
        #expect(FileManager.default.contents(atPath: fixture.files.database + ".before-restore-wal") == log)
        // The next restore keeps a sound vault, beside which that log must not lie.
        try fixture.restore(backup)
        #expect(try fixture.neighbours == ["vault.db", "vault.db.before-restore", "vault.lock"])
    }

    /// Changes that are still in the log belong to the vault that is kept.
    @Test func whatIsInTheLogIsKept() throws {
        let (fixture, _, backup) = try backedUp()
        let vault = try fixture.open()
        try vault.write { try $0.insertSample("in the log") }
        let (file, log) = (try fixture.bytes, FileManager.default.contents(atPath: fixture.files.database + "-wal"))
        try vault.close()
        // As a process that was killed leaves them.
        try fixture.overwrite(file)
        #expect(
            FileManager.default.createFile(
                atPath: fixture.files.database + "-wal", contents: log, attributes: [.posixPermissions: 0o600]))
        let outcome = try fixture.restore(backup)
        #expect(try tenants(fixture) == 3)
        try FileManager.default.removeItem(atPath: fixture.files.database)
        try FileManager.default.moveItem(atPath: try #require(outcome.kept), toPath: fixture.files.database)
        let old = try fixture.open()
        #expect(throws: StoreError.self) { try old.read { _ in } }
        try old.admit(try old.standing(), recording: VaultFixture.entry(.rollbackAccepted))
        #expect(try old.read { try $0.verifyEverything { _, _ in } }.tenants == 4)
        try old.close()
    }

    /// A log that nobody verified stays beside the vault unless the backup takes its place.
    @Test func aRefusedBackupLeavesTheLogAsItWas() throws {
        let (fixture, _, backup) = try backedUp()
        let vault = try fixture.open()
        try vault.write { try $0.insertSample("in the log") }
        let (file, log) = (try fixture.bytes, FileManager.default.contents(atPath: fixture.files.database + "-wal"))
        try vault.close()
        try fixture.overwrite(file)
        #expect(
            FileManager.default.createFile(
                atPath: fixture.files.database + "-wal", contents: log, attributes: [.posixPermissions: 0o600]))
        #expect(throws: (any Error).self) { try fixture.restore(Array(backup.dropLast())) }
        #expect(try fixture.bytes.prefix(file.count) == file[...])
        #expect(FileManager.default.contents(atPath: fixture.files.database + "-wal") == log)
        try fixture.restore(backup)
    }

    /// Every other command refuses such a vault and says to restore it.
    @Test func aStrayJournalGoesWithTheVaultItLiesBeside() throws {
        let (fixture, _, backup) = try backedUp()
        let before = try fixture.bytes
        #expect(
            FileManager.default.createFile(
                atPath: fixture.files.database + "-journal", contents: Data(LogVectors.journal(of: before)),
                attributes: [.posixPermissions: 0o600]))
        #expect(throws: StoreError.damaged(.file)) { _ = try fixture.find() }
        try fixture.restore(backup)
        #expect(try tenants(fixture) == 3)
        #expect(FileManager.default.contents(atPath: fixture.files.database + ".before-restore") == Data(before))
        #expect(try fixture.neighbours == ["vault.db", "vault.db.before-restore", "vault.lock"])
    }

    @Test func aLinkInTheVaultsPlaceIsRefused() throws {
        let (fixture, _, backup) = try backedUp()
        let elsewhere = fixture.folder + "/elsewhere"
        try FileManager.default.moveItem(atPath: fixture.files.database, toPath: elsewhere)
        try FileManager.default.createSymbolicLink(atPath: fixture.files.database, withDestinationPath: elsewhere)
        #expect(throws: StoreError.unsafe(.symbolicLink)) { try fixture.restore(backup) }
    }
}
