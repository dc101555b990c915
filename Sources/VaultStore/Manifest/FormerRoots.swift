internal import VaultCrypto
internal import VaultModel

/// Roots of earlier key epochs, sealed under the present one: a witness that was last raised before a re-keying is
/// looked up here, since its root's MAC cannot be made again.
struct FormerRoots: Equatable {
    struct Entry: Equatable {
        let generation: UInt64
        let hash: Hash32
    }

    /// Oldest first, at most as many as the history keeps.
    private(set) var entries: [Entry] = []

    init() {}

    mutating func append(_ roots: [Root]) {
        entries += roots.map { Entry(generation: $0.generation, hash: $0.hash) }
        entries = entries.suffix(Int(ManifestTable.historyLength))
    }

    /// Takes what a witness says, which a restored vault must be accepted by.
    mutating func append(_ witness: Witness) {
        entries.append(Entry(generation: witness.generation, hash: witness.root))
        entries = entries.suffix(Int(ManifestTable.historyLength))
    }

    func contains(generation: UInt64, hash: Hash32) -> Bool {
        entries.contains { $0.generation == generation && $0.hash.matches(hash) }
    }

    var recordBytes: [UInt8] {
        var writer = ByteWriter(reserving: 3 + 40 * entries.count)
        writer.put(RecordKind.formerRoots.rawValue)
        writer.put(UInt16(clamping: entries.count))
        for entry in entries {
            writer.put(entry.generation)
            writer.put(entry.hash)
        }
        return writer.bytes
    }

    /// Reads what follows the kind.
    init(from reader: inout ByteReader) throws {
        for _ in 0..<(try reader.integer(UInt16.self)) {
            entries.append(Entry(generation: try reader.integer(), hash: try reader.hash()))
        }
        try reader.end()
    }
}

extension VaultSnapshot {
    /// Empty before the first re-keying.
    func formerRoots() throws -> FormerRoots {
        guard let id = try find(.formerRoots) else { return FormerRoots() }
        guard let bytes = try openRecord(id) else { throw StoreError.damaged(.index) }
        return try Self.decode(bytes, .formerRoots) { try FormerRoots(from: &$0) }
    }
}

extension VaultEdit {
    /// Stores them in place of those before.
    func set(_ roots: FormerRoots) throws {
        if let id = try find(.formerRoots) {
            try updateRecord(roots.recordBytes, id)
        } else {
            let id = RecordID.random()
            try index(.formerRoots, id)
            try insertRecord(roots.recordBytes, id)
        }
    }
}
