package import VaultModel

/// What a damaged vault still holds, and what is wrong with it where.
package struct DamageReport: Sendable {
    /// Of what is sound.
    package var counts = VerificationCounts()
    package var findings: [DamageFinding] = []
}

/// One thing that is wrong, as near as it can be told.
package struct DamageFinding: Sendable, Equatable {
    /// The table's name; nil for the file itself.
    package let table: String?
    package let row: Int64?
    /// Which of the manifest's 256 ranges of ids, where no single row can be named.
    package let bucket: Int?
    /// Whom it concerns, as far as their names can still be read.
    package let tenants: [TenantName]
    package let what: String

    init(
        _ table: RowTable?, row: Int64? = nil, bucket: Int? = nil, tenants: [TenantName] = [], _ what: String
    ) {
        self.init(name: table?.name, row: row, bucket: bucket, tenants: tenants, what)
    }

    init(name: String?, row: Int64? = nil, bucket: Int? = nil, tenants: [TenantName] = [], _ what: String) {
        table = name
        self.row = row
        self.bucket = bucket
        self.tenants = tenants.sorted()
        self.what = what
    }
}
