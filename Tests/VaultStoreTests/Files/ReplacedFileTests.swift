import Foundation
import GRDB
import TestThreads
import Testing
import VaultCrypto
import VaultModel

@testable import VaultStore

/// A file that becomes another while the vault is being opened, is open, or is written to.
@Suite(.onOwnThreads) struct ReplacedFileTests {
    @Test func aFileThatWasReplacedUnderAnOpenVaultIsNotWrittenTo() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let vault = try fixture.open()
        let moved = fixture.folder + "/moved.db"
        try fixture.replaceFile(keepingItAs: moved)
        let bytes = try fixture.bytes
        var isAsked = false
        #expect(throws: StoreError.replaced) { try vault.write { _ in isAsked = true } }
        // Not even the file that is no longer the vault, and nobody is told that there was a transaction.
        #expect(!isAsked)
        #expect(throws: StoreError.replaced) { try vault.write { try $0.record(VaultFixture.entry(.added)) } }
        try FileManager.default.removeItem(atPath: fixture.files.database)
        #expect(throws: StoreError.replaced) { try vault.write { try $0.record(VaultFixture.entry(.added)) } }
        try Data(bytes).write(to: URL(fileURLWithPath: fixture.files.database))
        #expect(throws: StoreError.replaced) { try vault.write { try $0.record(VaultFixture.entry(.added)) } }
        #expect(try fixture.bytes == bytes)
    }

    #if os(Linux)
    /// What was inspected is what is opened: the exchange happens while the lock is waited for.
    @Test func aFileThatIsReplacedBeforeItIsOpenedIsRefused() async throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let lock = try FileLock(fixture.files.lock, .exclusive, patience: .zero)
        let finding = Task { _ = try fixture.find(patience: .seconds(600)) }
        // Inspected by then: the lock's file is opened after that, and ours is the first of the two.
        while try openFiles(at: fixture.files.lock) < 2 { try await Task.sleep(for: .milliseconds(5)) }
        try fixture.replaceFile(keepingItAs: fixture.folder + "/moved.db")
        lock.release()
        await #expect(throws: StoreError.replaced) { try await finding.value }
    }

    /// How many of this process's descriptors are of the file at `path`.
    private func openFiles(at path: String) throws -> Int {
        let folder = "/proc/self/fd"
        return try FileManager.default.contentsOfDirectory(atPath: folder)
            .count { (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")) == path }
    }
    #endif

    /// A change that went into a file which is no longer the vault is not reported as done.
    @Test func aFileThatIsReplacedDuringAChangeIsNamed() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let vault = try fixture.open()
        let witness = try Data(contentsOf: URL(fileURLWithPath: fixture.witnessPath))
        #expect(throws: StoreError.replaced) {
            try vault.write { edit in
                try edit.record(VaultFixture.entry(.added))
                #expect(unsafe rename(fixture.files.database, fixture.files.database + ".old") == 0)
            }
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: fixture.witnessPath)) == witness)
    }

    /// A header that was changed under an open vault.
    @Test func aHeaderThatChangesUnderAnOpenVaultIsRefused() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let vault = try fixture.open()
        let sound = try SampleKeys.shared.header.bytes
        for (offset, error) in [(300, StoreError.damaged(.header)), (28, .rekeyed), (12, .damaged(.header))] {
            var header = sound
            header[offset] ^= 1
            try fixture.tamper("UPDATE header SET bytes = ?", [Data(header)])
            #expect(throws: error) { _ = try vault.read { $0.generation } }
            #expect(throws: error) { try vault.write { try $0.record(VaultFixture.entry(.added)) } }
        }
    }
}

extension VaultFixture {
    /// Puts a copy in the vault's place.
    fileprivate func replaceFile(keepingItAs path: String) throws {
        try FileManager.default.moveItem(atPath: files.database, toPath: path)
        try FileManager.default.copyItem(atPath: path, toPath: files.database)
    }
}
