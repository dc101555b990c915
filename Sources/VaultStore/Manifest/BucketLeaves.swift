internal import VaultCrypto

/// The rows of a bucket as one scan found them, to hold single rows against.
///
/// A scan and a look-up take different ways through SQLite's tree. In a tree with a false signpost the scan finds the
/// rows that the manifest pins, and the look-up finds an older row or none.
struct BucketLeaves: Equatable {
    private struct Key: Hashable {
        let table: RowTable
        let id: Int64
    }

    private struct Leaf: Equatable {
        let version: UInt64
        let pins: [UInt8]
    }

    private var leaves: [Key: Leaf] = [:]

    mutating func put(_ table: RowTable, _ id: Int64, _ version: UInt64, _ box: UnsafeRawBufferPointer) {
        leaves[Key(table: table, id: id)] = unsafe Leaf(version: version, pins: BucketDigest.pins(of: box))
    }

    mutating func put(_ table: RowTable, _ row: SealedRow) {
        unsafe row.box.withUnsafeBytes { unsafe put(table, row.id, row.version, $0) }
    }

    mutating func remove(_ table: RowTable, _ id: Int64) {
        leaves[Key(table: table, id: id)] = nil
    }

    /// Whether `row`, or nil, is what the bucket holds under `id`.
    func agree(with row: SealedRow?, _ table: RowTable, _ id: Int64) -> Bool {
        let leaf = leaves[Key(table: table, id: id)]
        guard let row else { return leaf == nil }
        guard row.box.count >= Seal.overhead else { return false }
        return unsafe row.box.withUnsafeBytes { box in
            leaf == (unsafe Leaf(version: row.version, pins: BucketDigest.pins(of: box)))
        }
    }
}
