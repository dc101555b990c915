internal import VaultCrypto
package import VaultModel

extension VaultSnapshot {
    /// The vault's settings; those of a new vault where none were ever stored.
    package func settings() throws -> VaultSettings {
        guard let id = try find(.settings) else { return VaultSettings() }
        guard let bytes = try openRecord(id) else { throw StoreError.damaged(.index) }
        return try Self.decode(bytes, .settings) { try VaultSettings(from: &$0) }
    }
}

extension VaultEdit {
    /// Stores the settings in place of those before.
    package func set(_ settings: VaultSettings) throws {
        let bytes = try settings.recordBytes
        if let id = try find(.settings) {
            try updateRecord(bytes, id)
        } else {
            let id = RecordID.random()
            try index(.settings, id)
            try insertRecord(bytes, id)
        }
    }
}
