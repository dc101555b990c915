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

/// The hash of a bucket's leaves: (table, id, version, commitment, tag), table by table as `RowTable.manifested` names
/// them, each in the order of ids.
///
/// Commitment and tag pin key, place and ciphertext, so the ciphertext itself need not be hashed again.
struct BucketDigest {
    private static let leafLength = 1 + 8 + 8 + Seal.commitmentLength + Seal.tagLength

    private var leaves: [UInt8] = []

    init(expecting rows: Int = 0) {
        leaves.reserveCapacity(rows * Self.leafLength)
    }

    mutating func add(_ table: RowTable, _ id: Int64, _ version: UInt64, _ box: UnsafeRawBufferPointer) throws {
        unsafe try Self.append(table, id, version, box, to: &leaves)
    }

    /// One leaf alone, for hashes that are made as rows go by.
    static func leaf(
        _ table: RowTable, _ id: Int64, _ version: UInt64, _ box: UnsafeRawBufferPointer
    ) throws -> [UInt8] {
        var leaf: [UInt8] = []
        leaf.reserveCapacity(leafLength)
        unsafe try append(table, id, version, box, to: &leaf)
        return leaf
    }

    private static func append(
        _ table: RowTable, _ id: Int64, _ version: UInt64, _ box: UnsafeRawBufferPointer, to leaves: inout [UInt8]
    ) throws {
        guard box.count >= Seal.overhead, RowTable.manifested.contains(table) else {
            throw StoreError.damaged(.bucket)
        }
        leaves.append(table.rawValue)
        unsafe withUnsafeBytes(of: id.littleEndian) { unsafe leaves.append(contentsOf: $0) }
        unsafe withUnsafeBytes(of: version.littleEndian) { unsafe leaves.append(contentsOf: $0) }
        unsafe appendPins(of: box, to: &leaves)
    }

    var hash: Hash32 { Hash32(of: leaves) }

    /// Commitment and tag.
    static func pins(of box: UnsafeRawBufferPointer) -> [UInt8] {
        var pins: [UInt8] = []
        pins.reserveCapacity(Seal.commitmentLength + Seal.tagLength)
        unsafe appendPins(of: box, to: &pins)
        return pins
    }

    // Slices of a slice and their sums would each be an array of their own, which a listing makes 40,000 times.
    private static func appendPins(of box: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
        let commitment = Seal.nonceLength..<(Seal.nonceLength + Seal.commitmentLength)
        unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: box[commitment]))
        unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: box[(box.count - Seal.tagLength)...]))
    }
}
