import VaultModel

@testable import VaultCrypto

@testable import VaultStore

/// Rows as a careless or hostile holder of the key would write them; the manifest pins them like any other.
extension VaultEdit {
    /// Seals `plaintext` into a row, padded and placed as told.
    func put(
        _ table: RowTable, _ id: Int64, _ plaintext: [UInt8], padding: Padding? = nil,
        _ change: (inout [UInt8]) -> Void = { _ in }
    ) throws {
        try update(table, id) { place in
            var place = place
            change(&place)
            let seal = Seal(.record, padding: padding ?? (table == .index ? .index : .record))
            return try self.seal(plaintext, with: seal, id, place)
        }
    }

    /// What is sealed in a row now.
    func plaintext(_ table: RowTable, _ id: Int64) throws -> [UInt8] {
        guard let row = try row(table, id) else { throw StoreError.noSuchRecord }
        let seal = Seal(.record, padding: table == .index ? .index : .record)
        return unsafe try row.box.withUnsafeBytes { box in
            unsafe try seal.open(
                box, associatedData: context(table, id, row.version), record: UInt64(id), key: vault.keys.records)
        }
    }

    /// Adds a row of the log that says `plaintext`, and a sound one after it.
    func putAudit(
        _ plaintext: [UInt8], padding: Padding? = nil, _ change: (inout [UInt8]) -> Void = { _ in }
    ) throws {
        let number = state.auditStart + state.auditCount
        var place = context(.audit, Int64(number), number)
        change(&place)
        let seal = padding.map { Seal(.audit, padding: $0) } ?? AuditChain.seal
        let box = unsafe try plaintext.withUnsafeBytes { bytes in
            unsafe try seal.seal(bytes, associatedData: place, record: number, key: vault.keys.audit)
        }
        try rows.insert(.audit, SealedRow(id: Int64(number), version: number, box: box))
        state.auditHead = AuditChain.link(after: state.auditHead, number: number, box: box)
        state.auditCount += 1
        try record(VaultFixture.entry(.probed))
    }
}

extension VectorBench {
    var tenant: RecordID {
        get throws { try sample.id(of: "contoso") }
    }

    var application: RecordID {
        get throws {
            let tenant = try tenant
            guard let application = sample.tenants[tenant]?.application else { throw StoreError.noSuchRecord }
            return application
        }
    }

    var secret: RecordID {
        get throws {
            guard let credential = sample.applications[try application]?.credentials.first else {
                throw StoreError.noSuchRecord
            }
            return credential.id
        }
    }

    /// A row of each table: contoso's.
    func row(of table: RowTable, _ keys: borrowing VaultKeys) throws -> Int64 {
        switch table {
        case .record: return try tenant.rawValue
        case .secret: return try secret.rawValue
        case .index, .audit, .token:
            guard let name = TenantName("contoso") else { throw StoreError.noSuchRecord }
            return try IndexKey.tenantName(name).id(keys)
        }
    }

    /// Changes the plaintext of contoso's row in a table.
    func plaintext(of table: RowTable, _ change: @escaping (inout [UInt8]) throws -> Void) throws {
        try edit { edit in
            let id = try row(of: table, edit.vault.keys)
            var bytes = try edit.plaintext(table, id)
            try change(&bytes)
            try edit.put(table, id, bytes)
        }
    }
}
