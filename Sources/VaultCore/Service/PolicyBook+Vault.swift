internal import VaultModel
internal import VaultPolicy
internal import VaultStore

extension VaultSnapshot {
    /// The rules that the vault keeps; a tenant's own stand in its record.
    func policyBook() throws -> PolicyBook {
        let settings = try settings()
        return PolicyBook(vault: settings.policy, tags: settings.tagPolicies)
    }
}

extension PolicyBook {
    /// The rules for the credentials of the application that was added with `tenant`.
    func policy(for tenant: Tenant) -> Policy {
        policy(tags: tenant.tags, tenant: tenant.policy)
    }
}
