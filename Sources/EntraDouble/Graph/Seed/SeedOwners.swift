extension Seed.Application {
    /// How a seed names the application itself among its owners.
    static let itself = "self"
}

extension Seed {
    /// Refuses owners that could own nothing: those without a service principal in the registration's directory.
    func checkOwners() throws(SeedError) {
        for (index, tenant) in tenants.enumerated() {
            for (position, application) in (tenant.applications ?? []).enumerated() {
                for (number, owner) in (application.owners ?? []).enumerated() where owner != Application.itself {
                    if let appId = GUID(owner), isPresent(appId, in: tenant.directoryId) { continue }
                    throw .invalid(
                        at: "tenants[\(index)].applications[\(position)].owners[\(number)]",
                        reason: "\"\(owner)\" is neither \"self\" nor the appId of an application in this directory"
                    )
                }
            }
        }
    }

    private func isPresent(_ appId: GUID, in directoryId: GUID) -> Bool {
        guard let found = application(appId) else { return false }
        return found.home == directoryId || (found.application.consentedIn ?? []).contains(directoryId)
    }
}
