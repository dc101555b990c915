package import FoundationEssentials

/// What `verify` found: everything it counts was opened and compared.
package struct VerifyReport: Sendable, Equatable {
    package var vaultID: String
    package var generation: Int
    package var epoch: Int
    package var slots: Int
    package var tenants: Int
    package var applications: Int
    package var secrets: Int
    package var auditRows: Int
    /// The times of the log's first and last row.
    package var auditFrom: Date?
    package var auditUntil: Date?
    /// How long it took, in milliseconds.
    package var milliseconds = 0
    /// What is wrong, as far as it can be told; empty for a sound vault.
    package var findings: [Finding] = []
    /// The failure that a damaged vault ends in; what is counted is then what is sound of it.
    package var damage: VaultFailure?

    /// One thing that is wrong.
    package struct Finding: Sendable, Equatable {
        /// The table's name; nil for the file itself.
        package var table: String?
        package var row: String?
        /// Which of 256 ranges of rows, where no single one can be named.
        package var bucket: Int?
        /// Whom it concerns, as far as their names can still be read.
        package var tenants: [String]
        package var what: String
    }

    init(
        vaultID: String, generation: Int, epoch: Int, slots: Int, tenants: Int, applications: Int, secrets: Int,
        auditRows: Int, auditFrom: Date?, auditUntil: Date?
    ) {
        self.vaultID = vaultID
        self.generation = generation
        self.epoch = epoch
        self.slots = slots
        self.tenants = tenants
        self.applications = applications
        self.secrets = secrets
        self.auditRows = auditRows
        self.auditFrom = auditFrom
        self.auditUntil = auditUntil
    }
}
