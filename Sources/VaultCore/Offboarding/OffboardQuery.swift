package import FoundationEssentials

/// How leave is taken of tenants.
package struct OffboardQuery: Sendable {
    /// Asks the directories, and changes nothing.
    package var isDryRun: Bool
    /// Archives the entries, and leaves the directories as they are.
    package var isVaultOnly: Bool
    /// How many tenants are worked on at once.
    package var concurrency: Int

    package init(isDryRun: Bool = false, isVaultOnly: Bool = false, concurrency: Int = 8) {
        self.isDryRun = isDryRun
        self.isVaultOnly = isVaultOnly
        self.concurrency = concurrency
    }
}

/// How far the end of one tenant is. In a dry run, what would be done stands where else stands what was.
package struct OffboardOutcome: Sendable {
    package var tenant: String
    /// The partner's consent in the customer's directory is taken back, now or by an earlier run.
    package var consentRevoked = false
    /// Of the vault's own credentials, removed in the directory by this run.
    package var removedKeyIDs: [String] = []
    /// Of credentials that stay in the directory, since they are not the vault's or it was not asked.
    package var leftKeyIDs: [String] = []
    /// Since when the entry is archived; nil where it is not.
    package var archived: Date?
    package var isDryRun: Bool
    /// What a person should know beside it.
    package var notes: [String] = []
    package var failure: VaultFailure?

    package init(tenant: String, isDryRun: Bool) {
        self.tenant = tenant
        self.isDryRun = isDryRun
    }
}
