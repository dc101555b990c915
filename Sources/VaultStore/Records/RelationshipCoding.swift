internal import VaultCrypto
internal import VaultModel

/// Relationships of one partner that share a record.
struct RelationshipList {
    var tenant: RecordID
    var relationships: [Relationship]

    var recordBytes: [UInt8] {
        get throws {
            var writer = ByteWriter(reserving: 4096)
            writer.put(RecordKind.relationships.rawValue)
            writer.put(tenant.rawValue)
            writer.put(UInt16(clamping: relationships.count))
            for relationship in relationships {
                try writer.put(text: relationship.id)
                try writer.put(text: relationship.name)
                try writer.put(text: relationship.customer)
                writer.put(relationship.customerID != nil)
                if let customerID = relationship.customerID { writer.put(customerID.uuid) }
                writer.put(relationship.status, codeIn: Codes.relationships)
                writer.put(relationship.end)
                writer.put(relationship.extendsItself)
            }
            return writer.bytes
        }
    }

    init(tenant: RecordID, relationships: [Relationship]) {
        self.tenant = tenant
        self.relationships = relationships
    }

    /// Reads what follows the kind.
    init(from reader: inout ByteReader) throws {
        tenant = try reader.recordID()
        relationships = []
        for _ in 0..<(try reader.integer(UInt16.self)) {
            let (id, name, customer) = (try reader.text(), try reader.text(), try reader.text())
            let customerID: DirectoryID? = try reader.flag() ? try reader.identifier() : nil
            let status = try reader.code(Codes.relationships)
            let end = try reader.instant()
            relationships.append(
                Relationship(
                    id: id, name: name, customer: customer, customerID: customerID, status: status, end: end,
                    extendsItself: try reader.flag()))
        }
        try reader.end()
    }
}
