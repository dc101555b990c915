internal import VaultCrypto
internal import VaultModel

/// Two records that do not fit together.
struct BrokenReference {
    let finding: DamageFinding
    /// The row whose damage or absence it is, as a bucket sees it.
    let row: Int64?
}

/// What could be read of a damaged vault's records.
struct SurveyedContents {
    private(set) var tenants: [Int64: Tenant] = [:]
    private(set) var applications: [Int64: Application] = [:]
    private(set) var soundSecrets: Set<Int64> = []
    private var damagedSecrets: Set<Int64> = []
    /// Rows of the index that open, and the records that they name.
    private var index: [Int64: Int64] = [:]
    /// Settings and the like, of which there is at most one each.
    private var single: Set<Int64> = []
    /// Lists of relationships, by the tenants that they say they belong to.
    private var relationshipLists: [Int64: Int64] = [:]

    /// Opens one row and keeps what it says, but for secrets; false where it does not open.
    mutating func take(
        _ table: RowTable, _ id: Int64, _ version: UInt64, _ box: UnsafeRawBufferPointer, from snapshot: VaultSnapshot
    ) -> Bool {
        do {
            switch table {
            case .record:
                try takeRecord(unsafe snapshot.vault.openRecord(id, version, box), id)
            case .secret:
                _ = try StoredSecret(
                    unsafe VaultSnapshot.recordSeal.openSecret(
                        box, associatedData: snapshot.context(table, id, version), record: UInt64(id),
                        key: snapshot.vault.keys.records))
                soundSecrets.insert(id)
            case .index:
                var reader = ByteReader(
                    unsafe try VaultSnapshot.indexSeal.open(
                        box, associatedData: snapshot.context(table, id, version), record: UInt64(id),
                        key: snapshot.vault.keys.records))
                index[id] = try reader.recordID().rawValue
            case .audit, .token: return true
            }
            return true
        } catch {
            if table == .secret { damagedSecrets.insert(id) }
            return false
        }
    }

    private mutating func takeRecord(_ bytes: [UInt8], _ id: Int64) throws {
        var reader = ByteReader(bytes)
        guard let kind = RecordKind(rawValue: try reader.integer()) else { throw EncodingError.malformed }
        switch kind {
        case .tenant: tenants[id] = try Tenant(from: &reader)
        case .application: applications[id] = try Application(from: &reader)
        case .settings:
            _ = try VaultSettings(from: &reader)
            single.insert(id)
        case .formerRoots:
            _ = try FormerRoots(from: &reader)
            single.insert(id)
        case .relationships:
            relationshipLists[id] = try RelationshipList(from: &reader).tenant.rawValue
        }
    }

    /// What does not fit together: damaged and missing secrets, records that something refers to and that are not there.
    ///
    /// `indexedBy` is where the index has what is found by that key.
    func references(indexedBy place: (IndexKey) -> Int64?) -> [BrokenReference] {
        secrets().map { BrokenReference(finding: $0, row: $0.row) }
            + missingApplications().map { BrokenReference(finding: $0, row: $0.row) }
            + brokenRelationships().map { BrokenReference(finding: $0, row: $0.row) } + unindexed(place)
    }

    private func brokenRelationships() -> [DamageFinding] {
        var owned: Set<Int64> = []
        var findings: [DamageFinding] = []
        for (id, tenant) in tenants.sorted(by: { $0.key < $1.key }) {
            for list in (tenant.relationships ?? []).map(\.rawValue) {
                owned.insert(list)
                guard relationshipLists[list] != id else { continue }
                findings.append(
                    DamageFinding(.record, row: list, tenants: [tenant.name], "relationships with customers are lost"))
            }
        }
        let strayed = Set(relationshipLists.keys).subtracting(owned).sorted()
        return findings + strayed.map { DamageFinding(.record, row: $0, "relationships that no tenant refers to") }
    }

    private func secrets() -> [DamageFinding] {
        var findings: [DamageFinding] = []
        var owned: Set<Int64> = []
        for (id, application) in applications.sorted(by: { $0.key < $1.key }) {
            let users = users(of: id)
            for credential in application.credentials {
                let secret = credential.id.rawValue
                owned.insert(secret)
                guard !soundSecrets.contains(secret) else { continue }
                let what = damagedSecrets.contains(secret) ? "the secret does not open" : "the secret is missing"
                findings.append(DamageFinding(.secret, row: secret, tenants: users, what))
            }
        }
        for secret in damagedSecrets.subtracting(owned).sorted() {
            findings.append(DamageFinding(.secret, row: secret, "the secret does not open, and nothing refers to it"))
        }
        for secret in soundSecrets.subtracting(owned).sorted() {
            findings.append(DamageFinding(.secret, row: secret, "a secret that nothing refers to"))
        }
        return findings
    }

    /// Tenants in whose way of signing in a row of `bucket` takes part.
    func names(in bucket: Bucket) -> [TenantName] {
        var ids: Set<Int64> = []
        for id in tenants.keys where Bucket(of: id) == bucket { ids.insert(id) }
        for (id, application) in applications {
            let rows = [id] + application.credentials.map(\.id.rawValue)
            if rows.contains(where: { Bucket(of: $0) == bucket }) {
                ids.formUnion(tenants.filter { $0.value.application.rawValue == id }.keys)
            }
        }
        for (row, record) in index where Bucket(of: row) == bucket && tenants[record] != nil { ids.insert(record) }
        return ids.compactMap { tenants[$0]?.name }
    }

    private func users(of application: Int64) -> [TenantName] {
        tenants.values.filter { $0.application.rawValue == application }.map(\.name)
    }

    private func missingApplications() -> [DamageFinding] {
        Dictionary(grouping: tenants.values) { $0.application.rawValue }
            .filter { applications[$0.key] == nil }
            .sorted { $0.key < $1.key }
            .map { DamageFinding(.record, row: $0.key, tenants: $0.value.map(\.name), "the application is lost") }
    }

    /// Records that no row of the index names, by which they would be found.
    private func unindexed(_ place: (IndexKey) -> Int64?) -> [BrokenReference] {
        let named = Set(index.values)
        let lost = tenants.filter { !named.contains($0.key) }.sorted { $0.key < $1.key }.map { id, tenant in
            BrokenReference(
                finding: DamageFinding(
                    .record, row: id, tenants: [tenant.name], "nothing leads to the tenant by its name"),
                row: place(.tenantName(tenant.name)))
        }
        let strayed = applications.filter { !named.contains($0.key) }.sorted { $0.key < $1.key }.map {
            id, application in
            BrokenReference(
                finding: DamageFinding(
                    .record, row: id, tenants: users(of: id), "nothing leads to the application by its ID"),
                row: RecordID(id).flatMap { place(application.indexKey($0)) })
        }
        return lost + strayed
    }
}
