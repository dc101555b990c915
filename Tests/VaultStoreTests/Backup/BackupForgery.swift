import Testing

@testable import VaultCrypto

@testable import VaultStore

/// What only a holder of the keys can do to the items of a backup; the order of the items is that of the format.
enum BackupForgery: String, CaseIterable, Sendable {
    case noManifest, manifestTwice, manifestCut, foreignRoot
    case noLinks, linksReversed, linkAfterRows, linksAfterRows, linkChanged, linkLeftOut, lastLinkLeftOut
    case boxChanged, versionChanged, auditBoxChanged, auditVersionChanged, lastAuditLeftOut, rowsMadeToFit
    case rowTwice, rowsSwapped, rowLeftOut, tablesSwapped, negativeID, auditGap, tokenRow, unknownTable
    case endless, endTwice, wrongCounts, hugeBox, tinyBox, hugeVersion, emptyRest

    func apply(to items: [[UInt8]]) throws -> [[UInt8]] {
        var items = items
        let rows = items.indices.filter { (1...4).contains(items[$0][0]) }
        let links = items.indices.filter { items[$0][0] == BackupItem.Mark.link }
        let audit = items.indices.filter { items[$0][0] == 4 }
        // Unlike a record, nobody opens it on the way.
        let secret = try #require(items.firstIndex { $0[0] == 2 })
        let history = try #require(links.first)...(try #require(links.last))
        let lastRow = try #require(rows.last)
        switch self {
        case .noManifest: items.removeFirst()
        case .manifestTwice: items.insert(items[0], at: 1)
        case .manifestCut: items[0].removeLast()
        case .foreignRoot: items[0][20] ^= 1
        case .noLinks: items.removeSubrange(history)
        case .linksReversed: items.replaceSubrange(history, with: items[history].reversed())
        case .linkChanged: items[links[0]][20] ^= 1
        case .linkLeftOut: items.remove(at: links[1])
        case .lastLinkLeftOut: items.remove(at: history.upperBound)
        case .linksAfterRows:
            items.insert(contentsOf: items[history], at: lastRow + 1)
            items.removeSubrange(history)
        case .boxChanged: items[secret][commitment] ^= 1
        case .versionChanged: items[secret][9] ^= 1
        case .auditBoxChanged: items[lastRow][commitment] ^= 1
        case .auditVersionChanged: items[audit[1]][9] ^= 1
        case .lastAuditLeftOut: items.remove(at: lastRow)
        case .rowsMadeToFit:
            items[secret][commitment] ^= 1
            try Self.fit(&items)
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
        if recounts { items[items.count - 1] = BackupItem.bytes(ofEnd: Self.counts(of: items)) }
        return items
    }

    private static let box = 21
    private var commitment: Int { Self.box + Seal.nonceLength }

    /// So that the end alone does not give the rest away.
    private var recounts: Bool { ![.endless, .endTwice, .wrongCounts, .emptyRest, .hugeBox, .tinyBox].contains(self) }

    private static func counts(of items: [[UInt8]]) -> BackupCounts {
        var counts = BackupCounts()
        for item in items {
            if item[0] == BackupItem.Mark.link { counts.links += 1 }
            if let table = RowTable(rawValue: item[0]) { counts.rows[table, default: 0] += 1 }
        }
        counts.rows[.token] = nil
        return counts
    }

    /// Makes the manifest's state say what the rows are, and leaves its root as it is.
    private static func fit(_ items: inout [[UInt8]]) throws {
        var state = try ManifestState(Array(items[0].dropFirst(1 + BackupItem.rootLength)))
        let buckets = RunningHashes(count: Bucket.count)
        for item in items {
            guard let table = RowTable(rawValue: item[0]), RowTable.manifested.contains(table) else { continue }
            var head = ByteReader(Array(item[1..<box]))
            let (id, version): (Int64, UInt64) = (try head.integer(), try head.integer())
            let leaf = unsafe try Array(item.dropFirst(box)).withUnsafeBytes {
                unsafe try BucketDigest.leaf(table, id, version, $0)
            }
            buckets.add(leaf, to: Bucket(of: id).number)
        }
        for number in 0..<Bucket.count { state.buckets[number] = buckets.finish(number) }
        items[0].replaceSubrange((1 + BackupItem.rootLength)..., with: state.bytes)
    }
}
