internal import VaultCrypto

/// The tables of sealed rows. The numbers are sealed into each box and are part of the format.
enum RowTable: UInt8, CaseIterable {
    case record = 1
    case secret = 2
    case index = 3
    case audit = 4
    case token = 5

    /// Those whose rows are leaves of the manifest, in the order in which a bucket hashes them.
    static let manifested: [RowTable] = [.record, .secret, .index]

    var name: String {
        switch self {
        case .record: "record"
        case .secret: "secret"
        case .index: "name_index"
        case .audit: "audit"
        case .token: "token_cache"
        }
    }

    /// Each table has one sealed column, numbered 1.
    var place: SealContext.Place { SealContext.Place(table: rawValue, column: 1) }
}

extension VaultKeys {
    /// The associated data of a row: where it belongs, under these keys.
    borrowing func place(_ table: RowTable, _ id: Int64, _ version: UInt64) -> [UInt8] {
        SealContext(
            vaultID: vaultID, epoch: epoch, place: table.place, record: UInt64(id), version: version, schema: schema
        ).associatedData
    }
}

/// A row as it lies in the file.
struct SealedRow {
    let id: Int64
    let version: UInt64
    let box: [UInt8]
}
