/// What an import did, or with `--dry-run` would do.
package struct ImportReport: Sendable, Equatable {
    /// Names of tenants that were stored.
    package var added: [String] = []
    /// Names that are there already with the same values.
    package var same: [String] = []
    /// Names that are there with other values, which an import never alters.
    package var changed: [String] = []
    package var refused: [Refusal] = []

    package struct Refusal: Sendable, Equatable {
        package var line: Int
        package var reason: String

        package init(line: Int, reason: String) {
            self.line = line
            self.reason = reason
        }
    }

    package init() {}
}

/// What `verify` found: everything it counts was opened and compared.
package struct VerifyReport: Sendable, Equatable {
    package var vaultID: String
    package var generation: Int
    package var tenants: Int
    package var applications: Int
    package var secrets: Int
    package var auditRows: Int
    /// How long it took, in milliseconds.
    package var milliseconds: Int

    package init(
        vaultID: String, generation: Int, tenants: Int, applications: Int, secrets: Int, auditRows: Int,
        milliseconds: Int
    ) {
        self.vaultID = vaultID
        self.generation = generation
        self.tenants = tenants
        self.applications = applications
        self.secrets = secrets
        self.auditRows = auditRows
        self.milliseconds = milliseconds
    }
}
