internal import VaultCrypto
package import VaultModel

extension VaultSnapshot {
    package func tenant(_ id: RecordID) throws -> Tenant? {
        guard let bytes = try openRecord(id) else { return nil }
        return try Self.decode(bytes, .tenant) { try Tenant(from: &$0) }
    }

    package func application(_ id: RecordID) throws -> Application? {
        guard let bytes = try openRecord(id) else { return nil }
        return try Self.decode(bytes, .application) { try Application(from: &$0) }
    }

    /// The tenant of that name; the decrypted name is compared too.
    package func tenant(named name: TenantName) throws -> (id: RecordID, tenant: Tenant)? {
        guard let id = try find(.tenantName(name)) else { return nil }
        guard let tenant = try tenant(id), tenant.name.normalized == name.normalized else {
            throw StoreError.damaged(.index)
        }
        return (id, tenant)
    }

    package func application(
        _ clientID: ClientID, in cloud: Cloud
    ) throws -> (id: RecordID, application: Application)? {
        guard let id = try find(.application(clientID, cloud)) else { return nil }
        guard let application = try application(id), application.clientID == clientID,
            application.destination.cloud == cloud, !application.isArchived
        else { throw StoreError.damaged(.index) }
        return (id, application)
    }

    /// A tenant's application, which is always there.
    package func application(of tenant: Tenant) throws -> Application {
        guard let application = try application(tenant.application) else { throw StoreError.damaged(.record) }
        return application
    }

    /// Opens the secret of one credential, destinations and all.
    package func secret(of credential: Credential) throws -> StoredSecret {
        let id = credential.id.rawValue
        guard let row = try row(.secret, id) else { throw StoreError.damaged(.record) }
        let opened = try openSecret(.secret, row)
        do {
            let secret = try StoredSecret(opened)
            guard secret.kind == credential.kind else { throw EncodingError.malformed }
            return secret
        } catch is EncodingError {
            throw StoreError.damaged(.record)
        }
    }

    /// Opens a box into locked memory.
    func openSecret(_ table: RowTable, _ row: SealedRow) throws -> SecretBytes {
        do {
            return try Self.recordSeal.openSecret(
                row.box, associatedData: context(table, row.id, row.version), record: UInt64(row.id),
                key: vault.keys.records)
        } catch is SealError {
            throw StoreError.damaged(.box)
        }
    }

    /// What the cache holds for `request`; anything unsound there counts as nothing, since it can be had anew.
    package func cachedToken(for request: [UInt8]) throws -> CachedToken? {
        let id = IndexKey.id(of: request, vault.keys)
        let found: SealedRow?
        do {
            found = try rows.fetch(.token, id)
        } catch StoreError.damaged {
            return nil
        }
        guard let row = found else { return nil }
        let bytes = unsafe try? row.box.withUnsafeBytes { box in
            unsafe try Self.tokenSeal.open(
                box, associatedData: context(.token, id, row.version), record: UInt64(id), key: vault.keys.records)
        }
        return bytes.flatMap { try? CachedToken($0) }
    }

    static func decode<Value>(
        _ bytes: [UInt8], _ kind: RecordKind, _ body: (inout ByteReader) throws -> Value
    ) throws -> Value {
        var reader = ByteReader(bytes)
        guard (try? reader.integer(UInt8.self)) == kind.rawValue, let value = try? body(&reader) else {
            throw StoreError.damaged(.record)
        }
        return value
    }
}

extension SealedVault {
    /// Opens the secret of one credential in a read of its own.
    package func secret(of credential: Credential) throws -> StoredSecret {
        // GRDB's closures cannot return what cannot be copied.
        var secret: StoredSecret?
        try read { secret = try $0.secret(of: credential) }
        guard let secret else { throw StoreError.noSuchRecord }
        return secret
    }
}
