package import FoundationEssentials

/// What `backup` wrote.
package struct BackupReport: Sendable, Equatable {
    package var file: String
    package var vaultID: String
    package var generation: Int
    package var tenants: Int
    package var bytes: Int
}

/// What lies where a backup is to be restored to, as far as it shows without a key.
package struct PresentReport: Sendable, Equatable {
    /// Nil for what is no vault that can be read.
    package var vaultID: String?
    package var modified: Date
    /// It is the vault that the backup was made of.
    package var isSameVault: Bool
}

/// What `restore` put in place.
package struct RestoreReport: Sendable, Equatable {
    package var vault: String
    package var vaultID: String
    package var tenants: Int
    /// The generation that was backed up, and the one that the vault continues with.
    package var backupGeneration: Int
    package var generation: Int
    /// Where the vault that was replaced is kept.
    package var kept: String?
}

/// What `export` takes along, and what it leaves out.
package struct ExportReport: Sendable, Equatable {
    /// Names of tenants that go, in their order.
    package var tenants: [String] = []
    /// Names of tenants that stay: their application has no active client secret.
    package var skipped: [String] = []
    /// Names of tenants whose applications lose the tenant that manages them, which does not go.
    package var withoutVia: [String] = []
    /// How many credentials of those applications are retiring, pending, retired or of another kind.
    package var otherCredentials = 0
    /// Names of tenants that sign in as a user, or whose secret is marked as never ending: JSON lines cannot say so.
    package var unsaid: [String] = []

    package init() {}
}
