internal import VaultModel
internal import VaultStore

extension DirectVault {
    package func tenants(_ selection: TenantSelection) async throws -> [TenantReport] {
        try VaultFailure.translating {
            let (roster, book) = try store.read { (try $0.roster(selection), try $0.policyBook()) }
            return roster.reports(book, at: surroundings.now())
        }
    }
}
