/// What the first segment of a path names.
enum Authority: Sendable {
    /// One directory, found by GUID or domain.
    case directory(Seed.Tenant)
    /// `common` or `organizations`: any work directory.
    case any(String)
    /// `consumers`: personal accounts.
    case consumers

    /// The segment that Entra puts in endpoint addresses: the GUID, whatever name was asked.
    var segment: String {
        switch self {
        case .directory(let tenant): tenant.directoryId.description
        case .any(let name): name
        case .consumers: "consumers"
        }
    }

    /// The name that Entra puts in messages to people.
    var displayName: String {
        switch self {
        case .directory(let tenant): tenant.displayName
        case .any(let name): name
        case .consumers: "consumers"
        }
    }

    /// What stands for the directory in an issuer; a template where there is no one directory.
    var issuerSegment: String {
        switch self {
        case .directory(let tenant): tenant.directoryId.description
        case .any: "{tenantid}"
        case .consumers: "9188040d-6c67-4c5b-b112-36a304b66dad"
        }
    }
}

extension Seed {
    /// Finds what `segment` names, or nil if there is no such directory.
    func authority(named segment: String) -> Authority? {
        let name = segment.lowercased()
        switch name {
        case "common", "organizations":
            return .any(name)
        case "consumers":
            return .consumers
        default:
            return tenants.first { $0.isNamed(name) }.map(Authority.directory)
        }
    }

    /// Finds an application anywhere, with its home directory.
    func application(_ clientId: GUID) -> (application: Application, home: GUID)? {
        for tenant in tenants {
            if let found = tenant.applications?.first(where: { $0.appId == clientId }) {
                return (found, tenant.directoryId)
            }
        }
        return nil
    }
}

extension Seed.Tenant {
    /// The name that Entra puts in messages to people.
    var displayName: String { domains?.first ?? directoryId.description }

    fileprivate func isNamed(_ name: String) -> Bool {
        directoryId.description == name || (domains ?? []).contains { $0.lowercased() == name }
    }
}
