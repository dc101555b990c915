internal import FoundationEssentials

/// A decision to issue a token to an application itself.
struct ClientCredentialsGrant: Sendable {
    /// The directory that issues it.
    let directoryId: GUID
    /// The application that it is for.
    let application: Seed.Application
    /// The API that it opens.
    let target: ResourceTarget

    /// Decides as Entra does, and in its order: directory, application, credential, API.
    ///
    /// - Parameters:
    ///   - request: what is asked for.
    ///   - seed: the directories at present.
    ///   - now: the time at which secrets must be valid.
    /// - Throws: the refusal that Entra would send.
    init(_ request: TokenRequest, in seed: Seed, at now: Date) throws(EntraError) {
        guard let authority = seed.authority(named: request.directoryName) else {
            throw .unknownTenant(request.directoryName)
        }
        let clientId = GUID(request.clientId)
        let found = clientId.flatMap(seed.application)
        switch authority {
        case .consumers:
            throw .notForConsumers(request.clientId)
        case .any(let name):
            // An application has no directory of its own here, as a user would have.
            guard let found else { throw .unknownApplication(request.clientId, in: name) }
            let isMultiTenant = !(found.application.consentedIn ?? []).isEmpty
            throw isMultiTenant ? .noTenantInformation : .notMultiTenant(found.application)
        case .directory(let tenant):
            guard let found else { throw .unknownApplication(request.clientId, in: tenant.displayName) }
            directoryId = tenant.directoryId
            application = try found.application.usable(in: directoryId, home: found.home, name: tenant.displayName)
            try application.authenticate(request, at: now)
            let known = KnownResources(seed.resources)
            guard let target = known.target(request.resource, for: application) else {
                throw .unknownResource(request.resource, in: tenant.displayName)
            }
            self.target = target
        }
    }
}

extension Seed.Application {
    /// The application itself, if it has a service principal in the directory.
    fileprivate func usable(in directoryId: GUID, home: GUID, name: String) throws(EntraError) -> Self {
        if directoryId == home { return self }
        guard let consentedIn, !consentedIn.isEmpty else {
            throw .unknownApplication(appId.description, in: name)
        }
        guard consentedIn.contains(directoryId) else {
            throw .noServicePrincipal(appId, in: directoryId)
        }
        return self
    }

    fileprivate func authenticate(_ request: TokenRequest, at now: Date) throws(EntraError) {
        guard let secret = request.clientSecret else {
            throw request.hasAssertion ? .unknownAssertionKey : .noCredential
        }
        let matching = (passwordCredentials ?? []).filter { $0.secretText == secret }
        if matching.contains(where: { $0.isValid(at: now) }) { return }
        // A secret whose time has not come is no secret yet, so that only an end makes it "expired".
        throw matching.contains { $0.hasEnded(at: now) } ? .expiredSecret(appId) : .wrongSecret(appId)
    }
}

extension Seed.PasswordCredential {
    fileprivate func hasEnded(at now: Date) -> Bool { endDateTime.map { $0 <= now } ?? false }

    fileprivate func isValid(at now: Date) -> Bool {
        !hasEnded(at: now) && (startDateTime.map { $0 <= now } ?? true)
    }
}
