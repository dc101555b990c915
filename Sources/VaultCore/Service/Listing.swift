internal import VaultModel
internal import VaultStore

extension DirectVault {
    package func tenants(_ selection: TenantSelection) async throws -> [TenantReport] {
        try VaultFailure.translating {
            try store.read { try $0.roster(selection) }.reports(at: surroundings.now())
        }
    }
}
