internal import VaultCrypto

/// What a backup's stream is made of, in this order: the manifest, the history of roots, the rows, an end.
///
/// Logical rows rather than SQLite's pages: what is restored is a database that this program wrote itself.
enum BackupItem {
    case manifest(state: [UInt8], Root)
    /// A link of the history, oldest first.
    case link(Root)
    /// A row, table by table and each in the order of ids; the token cache stays at home.
    case row(RowTable, SealedRow)
    case end(BackupCounts)

    /// The first byte of an item that is no row; a row's is its table's number. Part of the format.
    enum Mark {
        static let manifest: UInt8 = 0x10
        static let link: UInt8 = 0x11
        static let end: UInt8 = 0xFF
    }

    static let tables: [RowTable] = [.record, .secret, .index, .audit]
    static let boxLengths = Seal.overhead...(Seal.overhead + Padding.largestRecord)
    /// A root without its hash is 8 + 32 + 32 + 32 bytes.
    static let rootLength = 104
    static let rowHeadLength = 20

    static func head(of table: RowTable, _ id: Int64, _ version: UInt64, boxLength: Int) -> [UInt8] {
        var writer = ByteWriter(reserving: 1 + rowHeadLength)
        writer.put(table.rawValue)
        writer.put(id)
        writer.put(version)
        writer.put(UInt32(clamping: boxLength))
        return writer.bytes
    }

    static func bytes(ofManifest state: [UInt8], _ root: Root) -> [UInt8] {
        var writer = ByteWriter(reserving: 1 + rootLength + ManifestState.length)
        writer.put(Mark.manifest)
        writer.put(root)
        writer.put(state)
        return writer.bytes
    }

    static func bytes(ofLink root: Root) -> [UInt8] {
        var writer = ByteWriter(reserving: 1 + rootLength)
        writer.put(Mark.link)
        writer.put(root)
        return writer.bytes
    }

    static func bytes(ofEnd counts: BackupCounts) -> [UInt8] {
        var writer = ByteWriter(reserving: 1 + BackupCounts.length)
        writer.put(Mark.end)
        writer.put(counts.links)
        for table in tables { writer.put(counts.rows[table] ?? 0) }
        return writer.bytes
    }
}

/// How many items of each kind a backup holds.
struct BackupCounts: Sendable, Equatable {
    static let length = 8 * (1 + BackupItem.tables.count)

    var links: UInt64 = 0
    var rows: [RowTable: UInt64] = Dictionary(uniqueKeysWithValues: BackupItem.tables.map { ($0, 0) })

    init() {}

    init(from reader: inout ByteReader) throws {
        links = try reader.integer()
        for table in BackupItem.tables { rows[table] = try reader.integer() }
    }
}

extension ByteWriter {
    fileprivate mutating func put(_ root: Root) {
        put(root.generation)
        put(root.previous)
        put(root.stateHash)
        put(root.hash)
    }
}

extension ByteReader {
    /// Takes a root as it was read; nothing is believed before `isAuthentic`.
    mutating func root() throws -> Root {
        let generation: UInt64 = try integer()
        // SQLite's integers end there.
        guard generation <= Int64.max else { throw EncodingError.malformed }
        return Root(generation: generation, previous: try hash(), stateHash: try hash(), unverified: try hash())
    }
}
