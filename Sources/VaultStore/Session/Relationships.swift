internal import VaultCrypto
package import VaultModel

extension VaultSnapshot {
    /// The relationships that a partner's tenant has, as they were last read.
    package func relationships(of tenant: Tenant) throws -> [Relationship] {
        var found: [Relationship] = []
        for id in tenant.relationships ?? [] {
            guard let bytes = try openRecord(id) else { throw StoreError.damaged(.record) }
            found += try Self.decode(bytes, .relationships) { try RelationshipList(from: &$0) }.relationships
        }
        return found
    }
}

extension VaultEdit {
    /// How many share a record: few enough that a record passes through locked memory when the vault is re-keyed.
    private static let share = 100

    /// Drops what a partner's tenant had.
    package func removeRelationships(of id: RecordID) throws {
        guard var tenant = try tenant(id) else { throw StoreError.noSuchRecord }
        guard let lists = tenant.relationships else { return }
        for list in lists { try delete(.record, list.rawValue) }
        tenant.relationships = nil
        try update(tenant, at: id)
    }

    /// Stores what a partner's tenant has now, in place of what it had.
    package func set(_ relationships: [Relationship], of id: RecordID) throws {
        guard var tenant = try tenant(id) else { throw StoreError.noSuchRecord }
        if tenant.relationships != nil, try self.relationships(of: tenant) == relationships { return }
        for list in tenant.relationships ?? [] { try delete(.record, list.rawValue) }
        tenant.relationships = try stride(from: 0, to: relationships.count, by: Self.share).map { start in
            let list = RecordID.random()
            let part = relationships[start..<min(start + Self.share, relationships.count)]
            try insertRecord(try RelationshipList(tenant: id, relationships: Array(part)).recordBytes, list)
            return list
        }
        try update(tenant, at: id)
    }
}
