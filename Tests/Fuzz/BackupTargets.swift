import FoundationEssentials

@testable import VaultCrypto
@testable import VaultStore

// What stands in a backup: its plain start, and what its chunks hold once they are open.

extension FuzzTarget {
    static let backup = [
        FuzzTarget(
            "backup-header", longest: BackupHeader.length, seeds: [BackupHeader.start(try BackupKeys.made.header)]
        ) {
            input in
            let whole =
                input.prefix(BackupHeader.length)
                + Array(repeating: 0, count: max(0, BackupHeader.length - input.count))
            let header = try BackupHeader(Array(whole), newestSchema: SealedVault.newestSchema)
            promise(BackupHeader.start(header.vault) + header.streamHeader == Array(whole), "a start has one spelling")
        },
        FuzzTarget("backup-items", longest: 10_000, seeds: [items], check: { try itemsAreCanonical($0) }),
    ]

    /// A holder of the key wrote `input` as a backup's content: what is taken from it is as it would be written.
    private static func itemsAreCanonical(_ input: [UInt8]) throws {
        let made = try BackupKeys.made
        let stream = Stream()
        let sealer = try BackupSealer(made.header, made.keys, to: { stream.bytes += $0 })
        try sealer.write(input)
        try sealer.finish()
        let header = try BackupHeader(stream.take(BackupHeader.length), newestSchema: SealedVault.newestSchema)
        var reader = BackupItemReader(try BackupOpener(header, made.keys, from: { stream.take($0) }))
        var written: [UInt8] = []
        while true {
            let item: BackupItem
            do { item = try reader.next() } catch {
                promise(error is BackupError, "refused as a backup is: \(error)")
                return
            }
            written += bytes(of: item)
            promise(input.starts(with: written), "an item has one spelling: \(item)")
        }
    }

    private static func bytes(of item: BackupItem) -> [UInt8] {
        switch item {
        case .manifest(let state, let root): BackupItem.bytes(ofManifest: state, root)
        case .link(let root): BackupItem.bytes(ofLink: root)
        case .row(let table, let row):
            BackupItem.head(of: table, row.id, row.version, boxLength: row.box.count) + row.box
        case .end(let counts): BackupItem.bytes(ofEnd: counts)
        }
    }

    private static var items: [UInt8] {
        let root = Root(generation: 1, previous: .zero, stateHash: .zero, unverified: .zero)
        let box = [UInt8](repeating: 7, count: 512 + Seal.overhead)
        return BackupItem.bytes(ofManifest: ManifestState(headerDigest: .zero).bytes, root)
            + BackupItem.bytes(ofLink: root) + BackupItem.head(of: .record, 5, 1, boxLength: box.count) + box
            + BackupItem.bytes(ofEnd: BackupCounts())
    }
}

/// One vault's header and keys for all inputs, since deriving them takes long.
private final class BackupKeys: Sendable {
    private static let result = Result { try BackupKeys() }
    static var made: BackupKeys { get throws { try result.get() } }

    let header: VaultHeader
    let keys: VaultKeys

    private init() throws {
        let made = try Samples.newKeys()
        header = made.header
        keys = made.takeKeys()
    }
}

/// A backup's bytes, written and then read.
private final class Stream {
    var bytes: [UInt8] = []
    private var position = 0

    func take(_ count: Int) -> [UInt8] {
        let part = bytes[position..<min(bytes.count, position + count)]
        position = part.endIndex
        return Array(part)
    }
}
