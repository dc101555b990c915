internal import FoundationEssentials

/// An application that asks for tokens, in the directory that it named.
struct TokenClient: Sendable {
    /// The registration.
    let application: Seed.Application
    /// The directory in which it is registered.
    let home: GUID
    /// What the path named.
    let authority: Authority
    /// What the client is called where it cannot be found.
    private let directoryName: String

    /// Finds the application and the directory.
    init(_ clientId: String, in directoryName: String, of seed: Seed) throws(EntraError) {
        guard let authority = seed.authority(named: directoryName) else { throw .unknownTenant(directoryName) }
        if case .consumers = authority { throw .notForConsumers(clientId) }
        guard let found = GUID(clientId).flatMap(seed.application) else {
            throw .unknownApplication(clientId, in: authority.displayName)
        }
        (application, home) = found
        self.authority = authority
        self.directoryName = authority.displayName
    }

    /// The directory in which the application acts for itself.
    func directoryForItself() throws(EntraError) -> Seed.Tenant {
        switch authority {
        case .consumers:
            throw .notForConsumers(application.appId.description)
        case .any:
            // An application has no directory of its own here, as a user would have.
            throw application.isMultiTenant ? .noTenantInformation : .notMultiTenant(application)
        case .directory(let tenant):
            try checkAudience(of: tenant)
            if tenant.directoryId != home, !(application.consentedIn ?? []).contains(tenant.directoryId) {
                throw .noServicePrincipal(application.appId, in: tenant.directoryId)
            }
            return tenant
        }
    }

    /// Refuses a directory that the application is not made for; which one a user signs in to is not decided here.
    func checkForUser() throws(EntraError) {
        switch authority {
        case .consumers: throw .notForConsumers(application.appId.description)
        case .any: if !application.isMultiTenant { throw .notMultiTenant(application) }
        case .directory(let tenant): try checkAudience(of: tenant)
        }
    }

    private func checkAudience(of tenant: Seed.Tenant) throws(EntraError) {
        guard tenant.directoryId == home || application.isMultiTenant else {
            throw .unknownApplication(application.appId.description, in: directoryName)
        }
    }
}
