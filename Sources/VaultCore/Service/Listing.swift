internal import VaultModel
internal import VaultStore

extension DirectVault {
    package func tenants(_ selection: TenantSelection) async throws -> [TenantReport] {
        try reports(selection, .named)
    }

    package func archivedTenants(_ selection: TenantSelection) async throws -> [TenantReport] {
        try reports(selection, .only)
    }

    private func reports(_ selection: TenantSelection, _ archived: ArchivedTenants) throws -> [TenantReport] {
        try VaultFailure.translating {
            let (roster, book) = try store.read {
                (try $0.roster(selection, archived: archived), try $0.policyBook())
            }
            return roster.reports(book, at: surroundings.now())
        }
    }
}
