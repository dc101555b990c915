internal import VaultCrypto
package import VaultModel

extension VaultEdit {
    /// Stores a new tenant under `id`, which may have been used to name it beforehand.
    ///
    /// - Throws: `StoreError.taken` if the name is in use.
    package func insert(_ tenant: Tenant, as id: RecordID) throws {
        try index(.tenantName(tenant.name), id)
        let bytes = try tenant.recordBytes
        try insertRecord(bytes, id, asIfOf: tenant.shownLength(bytes))
    }

    /// Writes a tenant anew; a new name is indexed in place of the old.
    package func update(_ tenant: Tenant, at id: RecordID) throws {
        guard let old = try self.tenant(id) else { throw StoreError.noSuchRecord }
        if old.name.normalized != tenant.name.normalized {
            try delete(.index, IndexKey.tenantName(old.name).id(vault.keys))
            try index(.tenantName(tenant.name), id)
        }
        let bytes = try tenant.recordBytes
        try updateRecord(bytes, id, asIfOf: tenant.shownLength(bytes))
    }

    package func removeTenant(_ id: RecordID) throws {
        guard let old = try tenant(id) else { throw StoreError.noSuchRecord }
        for list in old.relationships ?? [] { try delete(.record, list.rawValue) }
        try delete(.index, IndexKey.tenantName(old.name).id(vault.keys))
        try delete(.record, id.rawValue)
    }

    /// - Throws: `StoreError.taken` if the client ID is in use in that cloud.
    package func insert(_ application: Application, as id: RecordID) throws {
        try index(application.indexKey(id), id)
        try insertRecord(try application.recordBytes, id)
    }

    package func update(_ application: Application, at id: RecordID) throws {
        guard let old = try self.application(id) else { throw StoreError.noSuchRecord }
        let (oldKey, newKey) = (old.indexKey(id), application.indexKey(id))
        if try oldKey.id(vault.keys) != newKey.id(vault.keys) {
            try delete(.index, oldKey.id(vault.keys))
            try index(newKey, id)
        }
        try updateRecord(try application.recordBytes, id)
    }

    /// Removes an application and every secret of it.
    package func removeApplication(_ id: RecordID) throws {
        guard let old = try application(id) else { throw StoreError.noSuchRecord }
        try delete(.index, old.indexKey(id).id(vault.keys))
        for credential in old.credentials { try removeSecret(credential.id) }
        try delete(.record, id.rawValue)
    }

    package func insert(_ secret: borrowing StoredSecret, as id: RecordID) throws {
        let plaintext = try secret.sealable()
        let length = secret.shownLength(plaintext)
        try insert(.secret, id.rawValue) { place in try seal(plaintext, id, place, asIfOf: length) }
    }

    /// Seals a secret anew in its place, for instance with other destinations.
    package func update(_ secret: borrowing StoredSecret, at id: RecordID) throws {
        let plaintext = try secret.sealable()
        let length = secret.shownLength(plaintext)
        try update(.secret, id.rawValue) { place in try seal(plaintext, id, place, asIfOf: length) }
    }

    package func removeSecret(_ id: RecordID) throws {
        try delete(.secret, id.rawValue)
    }

    private func seal(
        _ plaintext: borrowing SecretBytes, _ id: RecordID, _ place: [UInt8], asIfOf length: Int
    ) throws -> [UInt8] {
        unsafe try plaintext.withUnsafeBytes { bytes throws in
            unsafe try Self.recordSeal.seal(
                bytes, associatedData: place, record: UInt64(id.rawValue), key: vault.keys.records, asIfOf: length)
        }
    }

    func insertRecord(_ bytes: [UInt8], _ id: RecordID, asIfOf length: Int = 0) throws {
        try insert(.record, id.rawValue) { place in
            try seal(bytes, with: Self.recordSeal, id.rawValue, place, asIfOf: length)
        }
    }

    func updateRecord(_ bytes: [UInt8], _ id: RecordID, asIfOf length: Int = 0) throws {
        try update(.record, id.rawValue) { place in
            try seal(bytes, with: Self.recordSeal, id.rawValue, place, asIfOf: length)
        }
    }

    func index(_ key: IndexKey, _ target: RecordID) throws {
        let id = try key.id(vault.keys)
        var writer = ByteWriter(reserving: 8)
        writer.put(target.rawValue)
        let bytes = writer.bytes
        try insert(.index, id) { place in try seal(bytes, with: Self.indexSeal, id, place) }
    }
}
