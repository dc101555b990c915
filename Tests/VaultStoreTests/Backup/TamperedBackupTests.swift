import Foundation
import TestThreads
import Testing
import VaultModel

@testable import VaultCrypto

@testable import VaultStore

/// Backups that were changed, and some that only a holder of the keys could have made.
@Suite(.onOwnThreads) struct TamperedBackupTests {
    private static let patience = Duration.seconds(300)

    @Test func everyFlippedByteIsRefused() throws {
        let (fixture, _) = try Self.sampled()
        let backup = try fixture.backupBytes
        for offset in backup.indices {
            var changed = backup
            changed[offset] ^= 1 << UInt8(offset % 8)
            #expect(throws: (any Error).self, "byte \(offset)") { try Self.read(changed) }
        }
        _ = try Self.read(backup)
    }

    @Test func whatIsRefusedChangesNothing() throws {
        let (fixture, _) = try Self.sampled()
        let backup = try fixture.backupBytes
        let (bytes, witness) = (try fixture.bytes, fixture.witnessBytes)
        for offset in stride(from: 0, to: backup.count, by: backup.count / 40) {
            var changed = backup
            changed[offset] ^= 0x10
            #expect(throws: (any Error).self, "byte \(offset)") { try fixture.restore(changed) }
        }
        for length in [0, 100, backup.count / 2, backup.count - 1] {
            #expect(throws: BackupError.self) { try fixture.restore(Array(backup.prefix(length))) }
        }
        #expect(try fixture.bytes == bytes && fixture.witnessBytes == witness)
        #expect(try fixture.neighbours == ["vault.db", "vault.lock"])
    }

    /// Each changes the items of a sound backup and seals them anew.
    @Test(arguments: BackupForgery.allCases)
    func isRefusedWhoeverSealedIt(forgery: BackupForgery) throws {
        let (fixture, _) = try Self.sampled()
        let backup = try fixture.backupBytes
        let items = try ForgedBackup.items(of: backup)
        let forged = try forgery.apply(to: items)
        #expect(throws: BackupError.damaged) { try Self.read(try ForgedBackup.seal(forged, as: backup)) }
        // The same way without a change gives the same bytes.
        #expect(try ForgedBackup.seal(items, as: backup) == backup)
    }

    /// The vault's header of another time under a sound MAC: it is not the one that the manifest pins.
    @Test func theHeaderIsTheOneInTheManifest() throws {
        let (fixture, _) = try Self.sampled()
        let backup = try fixture.backupBytes
        let keys = try SampleKeys.shared.unlock()
        var header = try SampleKeys.shared.header
        header.slots[0].sealedKey[0] ^= 1
        header.authenticate(with: keys.header)
        var other = backup
        other.replaceSubrange(16..<16 + VaultHeader.length, with: header.bytes)
        let sealed = try ForgedBackup.seal(try ForgedBackup.items(of: backup), as: other)
        #expect(throws: BackupError.damaged) { try Self.read(sealed) }
    }

    /// Memory for roots is bounded, whoever made the backup.
    @Test(arguments: [(1024, true), (1025, false)])
    func historyIsBounded(count: Int, isRead: Bool) throws {
        let (fixture, _) = try Self.sampled()
        let backup = try fixture.backupBytes
        let keys = try SampleKeys.shared.unlock()
        var items = try ForgedBackup.items(of: backup).filter { $0[0] != BackupItem.Mark.link }
        let state = Array(items[0].dropFirst(1 + BackupItem.rootLength))
        var links: [Root] = []
        for number in 1...count {
            links.append(
                Root(
                    generation: UInt64(number), previous: links.last?.hash ?? .zero, stateHash: Hash32(of: state),
                    keys: keys))
        }
        items[0] = BackupItem.bytes(ofManifest: state, try #require(links.last))
        items.insert(contentsOf: links.map { BackupItem.bytes(ofLink: $0) }, at: 1)
        var end = ByteWriter()
        end.put(UInt64(count))
        items[items.count - 1].replaceSubrange(1..<9, with: end.bytes)
        let sealed = try ForgedBackup.seal(items, as: backup)
        if isRead {
            #expect(try Self.read(sealed).generation == 1024)
        } else {
            #expect(throws: BackupError.damaged) { try Self.read(sealed) }
        }
    }

    /// Nothing is read, let alone kept, for the sake of a length that cannot be.
    @Test func anAbsurdLengthIsRefusedAtOnce() throws {
        let (fixture, _) = try Self.sampled()
        let backup = try fixture.backupBytes
        var items = try ForgedBackup.items(of: backup)
        let row = try #require(items.firstIndex { $0[0] == RowTable.record.rawValue })
        items[row].replaceSubrange(17..<21, with: [0xFF, 0xFF, 0xFF, 0])
        items[row] += [UInt8](repeating: 0, count: 4 << 20)
        let rest = BackupSource(try ForgedBackup.seal(items, as: backup))
        var taken = 0
        let header = try rest.header()
        #expect(throws: BackupError.damaged) {
            _ = try ForgedBackup.reader().readBackup(
                header,
                from: { count in
                    taken += count
                    return try rest.next(count)
                }, progress: { _, _ in }
            ) { _ in }
        }
        #expect(taken < 1 << 20)
    }

    /// What is taken in to memory has a bound.
    @Test func whatIsTooLargeIsNotTakenIn() throws {
        let (fixture, _) = try Self.sampled()
        let backup = try fixture.backupBytes
        func takeIn(_ limit: Int) throws {
            let rest = BackupSource(backup)
            let source = BackupSource(limit: limit) { try rest.next($0) }
            _ = try SealedVault.openInMemory(
                try source.header(), keys: try SampleKeys.shared.unlock(), from: source)
        }
        try takeIn(backup.count)
        #expect(throws: BackupError.tooLarge) { try takeIn(backup.count - 1) }
    }

    private static func sampled() throws -> (VaultFixture, Sample) {
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        try fixture.backUp()
        return (fixture, sample)
    }

    private static func read(_ backup: [UInt8]) throws -> BackupSummary {
        let source = BackupSource(backup)
        let header = try source.header()
        return try ForgedBackup.reader().readBackup(
            header, from: { try source.next($0) }, progress: { _, _ in }
        ) { _ in }
    }
}
