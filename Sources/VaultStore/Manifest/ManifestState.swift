internal import VaultCrypto

/// What the vault holds at one generation, as hashes and counts: 8,332 canonical bytes.
struct ManifestState: Equatable {
    static let length = 4 + 3 * 8 + 32 + 8 + 32 + 8 + 32 + Bucket.count * 32

    /// Rows of each manifested table.
    var counts: [RowTable: UInt64] = [.record: 0, .secret: 0, .index: 0]
    var headerDigest: Hash32
    /// Number of the first audit row that is kept, and the chain's hash before it.
    var auditStart: UInt64 = 1
    var auditBase: Hash32 = .zero
    /// Rows from `auditStart` on, and the chain's hash after the last.
    var auditCount: UInt64 = 0
    var auditHead: Hash32 = .zero
    var buckets = [Hash32](repeating: BucketDigest().hash, count: Bucket.count)

    init(headerDigest: Hash32) {
        self.headerDigest = headerDigest
    }

    var bytes: [UInt8] {
        var writer = ByteWriter(reserving: Self.length)
        writer.put("PV1T")
        for table in RowTable.manifested { writer.put(counts[table] ?? 0) }
        writer.put(headerDigest)
        writer.put(auditStart)
        writer.put(auditBase)
        writer.put(auditCount)
        writer.put(auditHead)
        for bucket in buckets { writer.put(bucket) }
        return writer.bytes
    }

    init(_ bytes: [UInt8]) throws(EncodingError) {
        var reader = ByteReader(bytes)
        guard try reader.text(4) == "PV1T" else { throw .malformed }
        for table in RowTable.manifested { counts[table] = try reader.integer() }
        headerDigest = try reader.hash()
        auditStart = try reader.integer()
        auditBase = try reader.hash()
        auditCount = try reader.integer()
        auditHead = try reader.hash()
        for index in buckets.indices { buckets[index] = try reader.hash() }
        try reader.end()
    }
}
