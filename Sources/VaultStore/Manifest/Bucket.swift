internal import VaultCrypto

/// One of the 256 ranges of ids whose rows are hashed together: the top 8 of an id's 63 bits.
///
/// By the top bits, a bucket is one range scan a table.
struct Bucket: Hashable {
    static let count = 256

    let number: Int

    init(number: Int) {
        self.number = number
    }

    init(of id: Int64) {
        number = Int(id >> 55)
    }

    var ids: ClosedRange<Int64> {
        let first = Int64(number) << 55
        return first...(first | ((1 << 55) - 1))
    }

    /// Reads the bucket's rows of every manifested table, and hashes them.
    func leaves(of rows: RowAccess) throws -> (leaves: BucketLeaves, hash: Hash32) {
        var leaves = BucketLeaves()
        var digest = BucketDigest()
        for table in RowTable.manifested {
            unsafe try rows.scan(table, ids) { id, version, box in
                unsafe try digest.add(table, id, version, box)
                unsafe leaves.put(table, id, version, box)
            }
        }
        return (leaves, digest.hash)
    }
}

/// The hash of a bucket's leaves, table by table: (table, id, version, commitment, tag).
///
/// Commitment and tag pin key, place and ciphertext, so the ciphertext itself need not be hashed again.
struct BucketDigest {
    private var records: [UInt8] = []
    private var secrets: [UInt8] = []
    private var index: [UInt8] = []

    mutating func add(_ table: RowTable, _ id: Int64, _ version: UInt64, _ box: UnsafeRawBufferPointer) throws {
        guard box.count >= Seal.overhead else { throw StoreError.damaged(.bucket) }
        switch table {
        case .record: unsafe Self.append(table, id, version, box, to: &records)
        case .secret: unsafe Self.append(table, id, version, box, to: &secrets)
        case .index: unsafe Self.append(table, id, version, box, to: &index)
        case .audit, .token: throw StoreError.damaged(.bucket)
        }
    }

    var hash: Hash32 { Hash32(of: records + secrets + index) }

    private static func append(
        _ table: RowTable, _ id: Int64, _ version: UInt64, _ box: UnsafeRawBufferPointer, to leaves: inout [UInt8]
    ) {
        leaves.append(table.rawValue)
        unsafe withUnsafeBytes(of: id.littleEndian) { unsafe leaves.append(contentsOf: $0) }
        unsafe withUnsafeBytes(of: version.littleEndian) { unsafe leaves.append(contentsOf: $0) }
        unsafe leaves.append(contentsOf: pins(of: box))
    }

    /// Commitment and tag.
    static func pins(of box: UnsafeRawBufferPointer) -> [UInt8] {
        unsafe box[Seal.nonceLength..<(Seal.nonceLength + Seal.commitmentLength)] + box.suffix(Seal.tagLength)
    }
}
