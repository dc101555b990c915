internal import VaultCrypto
internal import VaultModel

/// What is found without being stored: a keyed hash of a unique name is the row's id.
enum IndexKey {
    case tenantName(TenantName)
    case application(ClientID, Cloud)
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
