internal import VaultCrypto
internal import VaultModel

/// What is found without being stored: a keyed hash of a unique name is the row's id.
enum IndexKey {
    case tenantName(TenantName)
    case application(ClientID, Cloud)
    /// An application whose client ID another may have.
    case archivedApplication(RecordID)
    case settings
    case formerRoots

    /// 63 bits of keyed BLAKE2b. Among 200,000 names two are equal once in 10^8 vaults, and then one is refused.
    func id(_ keys: borrowing VaultKeys) throws -> Int64 {
        var writer = ByteWriter(reserving: 64)
        switch self {
        case .tenantName(let name):
            writer.put("tenant")
            try writer.put(text: name.normalized)
        case .application(let clientID, let cloud):
            writer.put("client")
            writer.put(clientID.uuid)
            writer.put(cloud, codeIn: Codes.clouds)
        case .archivedApplication(let id):
            writer.put("archived")
            writer.put(id.rawValue)
        case .settings: writer.put("settings")
        case .formerRoots: writer.put("former roots")
        }
        return Self.id(of: writer.bytes, keys)
    }

    static func id(of bytes: [UInt8], _ keys: borrowing VaultKeys) -> Int64 {
        let hash = Hash32(of: bytes, key: keys.blindIndex)
        return Int64(max(1, hash.words[0] >> 1))
    }
}

extension Application {
    /// The one row of the index that leads to the application with the record `id`.
    func indexKey(_ id: RecordID) -> IndexKey {
        isArchived ? .archivedApplication(id) : .application(clientID, destination.cloud)
    }
}
