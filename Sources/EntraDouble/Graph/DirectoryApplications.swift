internal import FoundationEssentials

/// Where each application stands in the seed; none is added or moved while a double runs.
struct ApplicationPlaces: Sendable {
    /// An application's place.
    struct Place: Sendable {
        let tenant: Int
        let application: Int
    }

    private(set) var tenants: [GUID: Int] = [:]
    private(set) var byAppId: [GUID: Place] = [:]
    private(set) var byObjectId: [GUID: Place] = [:]

    init(_ seed: Seed) {
        for (index, tenant) in seed.tenants.enumerated() {
            tenants[tenant.directoryId] = index
            for (position, application) in (tenant.applications ?? []).enumerated() {
                let place = Place(tenant: index, application: position)
                byAppId[application.appId] = place
                byObjectId[application.registrationId] = place
            }
        }
    }
}

// What Graph reads and changes, found without a search.
extension Directory {
    /// A directory.
    func tenant(_ directoryId: GUID) -> Seed.Tenant? {
        places.tenants[directoryId].map { seed.tenants[$0] }
    }

    /// The registrations of a directory, as Graph's reads see them now; one more read is counted of each.
    func applications(in directoryId: GUID) -> [Seed.Application] {
        let applications = tenant(directoryId)?.applications ?? []
        return replication.isIdle ? applications : applications.map { replication.seen($0, by: .graph, at: now) }
    }

    /// A registration of a directory, as Graph's reads see it now; one more read is counted.
    func application(_ key: ApplicationKey, in directoryId: GUID) -> Seed.Application? {
        registration(key, in: directoryId).map { replication.seen($0, by: .graph, at: now) }
    }

    /// A registration of a directory, as it is.
    func registration(_ key: ApplicationKey, in directoryId: GUID) -> Seed.Application? {
        guard let id = GUID(key.text), let tenant = places.tenants[directoryId] else { return nil }
        let place =
            switch key {
            case .appId: places.byAppId[id]
            case .objectId: places.byObjectId[id]
            }
        guard let place, place.tenant == tenant else { return nil }
        return seed.tenants[tenant].applications?[place.application]
    }

    /// The applications with a service principal in a directory, each with the directory of its registration.
    func principals(in directoryId: GUID) -> [(application: Seed.Application, home: GUID)] {
        seed.tenants.flatMap { tenant in
            (tenant.applications ?? [])
                .filter { tenant.directoryId == directoryId || ($0.consentedIn ?? []).contains(directoryId) }
                .map { ($0, tenant.directoryId) }
        }
    }

    /// The application whose service principal a key names, with the directory of its registration.
    func principal(_ key: ApplicationKey, in directoryId: GUID) -> (application: Seed.Application, home: GUID)? {
        guard let id = GUID(key.text) else { return nil }
        switch key {
        case .objectId:
            return principals(in: directoryId).first { $0.application.servicePrincipalId(in: directoryId) == id }
        case .appId:
            guard let place = places.byAppId[id],
                let found = seed.tenants[place.tenant].applications?[place.application]
            else { return nil }
            let home = seed.tenants[place.tenant].directoryId
            guard home == directoryId || (found.consentedIn ?? []).contains(directoryId) else { return nil }
            return (found, home)
        }
    }

    /// Adds a secret, if what stands now allows it.
    ///
    /// - Parameters:
    ///   - order: what is wanted.
    ///   - key: the application.
    ///   - caller: who asks.
    /// - Returns: the secret, with its text.
    /// - Throws: the refusal that Graph would send.
    func addPassword(
        _ order: PasswordOrder,
        to key: ApplicationKey,
        as caller: GraphCaller
    ) throws(GraphError) -> Seed.PasswordCredential {
        try caller.checkWriteAny()
        guard let application = registration(key, in: caller.directoryId) else { throw .notFound(key.text) }
        try caller.checkWrite(application)
        let credential = try order.credential(at: now)
        if application.audience.hasPersonalAccounts, (application.passwordCredentials ?? []).count >= 2 {
            throw .tooManySecrets
        }
        if let tenant = tenant(caller.directoryId) {
            try ManagementRules(for: application, in: tenant).check(credential)
        }
        change(application.appId) { $0.passwordCredentials = ($0.passwordCredentials ?? []) + [credential] }
        replication.note(.added(credential), to: application.appId, at: now)
        return credential
    }

    /// Takes a secret away.
    func removePassword(_ keyId: GUID, from key: ApplicationKey, as caller: GraphCaller) throws(GraphError) {
        try caller.checkWriteAny()
        guard let application = registration(key, in: caller.directoryId) else { throw .notFound(key.text) }
        try caller.checkWrite(application)
        guard let credential = (application.passwordCredentials ?? []).first(where: { $0.keyId == keyId }) else {
            throw .badRequest("No password credential found with keyId \(keyId).")
        }
        change(application.appId) { $0.passwordCredentials?.removeAll { $0.keyId == keyId } }
        replication.note(.removed(credential), to: application.appId, at: now)
    }
}
