import Foundation
import TestThreads
import Testing
import VaultCrypto
import VaultModel

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
    @Test(arguments: Forgery.allCases)
    func isRefusedWhoeverSealedIt(forgery: Forgery) throws {
        let (fixture, _) = try Self.sampled()
        let items = try Self.items(of: try fixture.backupBytes)
        let forged = try forgery.apply(to: items)
        #expect(throws: BackupError.damaged) { try Self.read(try Self.seal(forged)) }
        // The same way without a change gives what is read well.
        #expect(try Self.read(try Self.seal(items)).tenants == 3)
    }

    enum Forgery: CaseIterable {
        case noManifest, manifestTwice, manifestCut, foreignRoot
        case noLinks, linksReversed, linkAfterRows
        case rowTwice, rowsSwapped, rowLeftOut, tablesSwapped, negativeID, auditGap, tokenRow, unknownTable
        case endless, endTwice, wrongCounts, hugeBox, tinyBox, hugeVersion, emptyRest

        func apply(to items: [[UInt8]]) throws -> [[UInt8]] {
            var items = items
            let rows = items.indices.filter { (1...4).contains(items[$0][0]) }
            let links = items.indices.filter { items[$0][0] == BackupItem.Mark.link }
            let audit = items.indices.filter { items[$0][0] == 4 }
            let history = try #require(links.first)...(try #require(links.last))
            let lastRow = try #require(rows.last)
            switch self {
            case .noManifest: items.removeFirst()
            case .manifestTwice: items.insert(items[0], at: 1)
            case .manifestCut: items[0].removeLast()
            case .foreignRoot: items[0][20] ^= 1
            case .noLinks: items.removeSubrange(history)
            case .linksReversed: items.replaceSubrange(history, with: items[history].reversed())
            case .linkAfterRows: items.insert(items.remove(at: links[0]), at: items.count - 1)
            case .rowTwice: items.insert(items[rows[0]], at: rows[0])
            case .rowsSwapped: items.swapAt(rows[0], rows[1])
            case .rowLeftOut: items.remove(at: rows[0])
            case .tablesSwapped: items.insert(items.remove(at: lastRow), at: rows[0])
            case .negativeID: items[rows[0]][8] |= 0x80
            case .auditGap: items.remove(at: audit[1])
            case .tokenRow: items.insert([5] + items[rows[0]].dropFirst(), at: lastRow + 1)
            case .unknownTable: items[rows[0]][0] = 6
            case .endless: items.removeLast()
            case .endTwice: items.append(items[items.count - 1])
            case .wrongCounts: items[items.count - 1][1] ^= 1
            case .hugeBox: items[rows[0]].replaceSubrange(17..<21, with: [0xFF, 0xFF, 0xFF, 0xFF])
            case .tinyBox: items[rows[0]].replaceSubrange(17..., with: [3, 0, 0, 0, 1, 2, 3])
            case .hugeVersion: items[rows[0]][16] |= 0x80
            case .emptyRest: items.append([0])
            }
            return items
        }
    }

    private static func sampled() throws -> (VaultFixture, Sample) {
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        try fixture.backUp()
        return (fixture, sample)
    }

    /// A vault of the shared keys without a place, which is what reads backups.
    private static func reader() throws -> SealedVault {
        try SealedVault.createInMemory(header: SampleKeys.shared.header, keys: try SampleKeys.shared.unlock())
    }

    private static func read(_ backup: [UInt8]) throws -> BackupSummary {
        let source = BackupSource(backup)
        let header = try source.header()
        return try reader().readBackup(header, from: { try source.next($0) }, progress: { _, _ in }) { _ in }
    }

    private static func items(of backup: [UInt8]) throws -> [[UInt8]] {
        let source = BackupSource(backup)
        let header = try source.header()
        var items: [[UInt8]] = []
        _ = try reader().readBackup(header, from: { try source.next($0) }, progress: { _, _ in }) { item in
            switch item {
            case .manifest(let state, let root): items.append(BackupItem.bytes(ofManifest: state, root))
            case .link(let root): items.append(BackupItem.bytes(ofLink: root))
            case .row(let table, let row):
                items.append(
                    BackupItem.head(of: table, row.id, row.version, boxLength: row.box.count) + row.box)
            case .end: return
            }
        }
        var counts = [UInt64](repeating: 0, count: 5)
        for item in items where item[0] != BackupItem.Mark.manifest {
            counts[item[0] == BackupItem.Mark.link ? 0 : Int(item[0])] += 1
        }
        var end = ByteWriter()
        end.put(BackupItem.Mark.end)
        for count in counts { end.put(count) }
        return items + [end.bytes]
    }

    private static func seal(_ items: [[UInt8]]) throws -> [UInt8] {
        var stream: [UInt8] = []
        let sink = Sink()
        let sealer = try BackupSealer(try SampleKeys.shared.header, try SampleKeys.shared.unlock()) { sink.bytes += $0 }
        for item in items { try sealer.write(item) }
        try sealer.finish()
        stream += sink.bytes
        return stream
    }

    private final class Sink {
        var bytes: [UInt8] = []
    }
}
