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

    /// The applications whose service principals in a directory own a registration of it, each once.
    func owners(of application: Seed.Application, in directoryId: GUID) -> [(application: Seed.Application, home: GUID)]
    {
        var appIds: [GUID] = []
        for owner in application.owners ?? [] {
            let appId = owner == Seed.Application.itself ? application.appId : GUID(owner)
            if let appId, !appIds.contains(appId) { appIds.append(appId) }
        }
        return appIds.compactMap { principal(.appId($0.description), in: directoryId) }
    }
}
