/// A registration as Graph shows it.
struct ApplicationEntity: GraphEntity {
    static let typeName = "application"
    static let properties = [
        "id", "appId", "displayName", "createdDateTime", "signInAudience", "passwordCredentials", "keyCredentials",
    ]
    static let filterable: Set = ["id", "appId", "displayName"]

    let application: Seed.Application
    let certificates: CertificateCache

    var id: String { application.registrationId.description }

    func value(of property: String, alone: Bool) -> JSONValue {
        switch property {
        case "id": .string(id)
        case "appId": .string(application.appId.description)
        case "displayName": application.displayName.map(JSONValue.string) ?? nil
        case "createdDateTime": .string(application.created.graphInstant)
        case "signInAudience": .string(application.audience.rawValue)
        case "passwordCredentials":
            .array((application.passwordCredentials ?? []).map { $0.value(created: application.created) })
        case "keyCredentials":
            .array((application.keyCredentials ?? []).map { certificates.value(of: $0, withKey: alone) })
        default: nil
        }
    }
}

/// An application's service principal in one directory, as Graph shows it.
struct ServicePrincipalEntity: GraphEntity {
    static let typeName = "servicePrincipal"
    static let properties = [
        "id", "appId", "displayName", "appDisplayName", "appOwnerOrganizationId", "servicePrincipalType",
        "accountEnabled", "passwordCredentials", "keyCredentials",
    ]
    static let filterable: Set = ["id", "appId", "displayName"]

    let application: Seed.Application
    /// The directory of the registration.
    let home: GUID
    let directoryId: GUID
    let certificates: CertificateCache

    var id: String { application.servicePrincipalId(in: directoryId).description }

    func value(of property: String, alone: Bool) -> JSONValue {
        switch property {
        case "id": .string(id)
        case "appId": .string(application.appId.description)
        case "displayName", "appDisplayName": application.displayName.map(JSONValue.string) ?? nil
        case "appOwnerOrganizationId": .string(home.description)
        case "servicePrincipalType": "Application"
        case "accountEnabled": true
        case "passwordCredentials":
            .array((own?.passwordCredentials ?? []).map { $0.value(created: application.created) })
        case "keyCredentials":
            .array((own?.keyCredentials ?? []).map { certificates.value(of: $0, withKey: alone) })
        default: nil
        }
    }

    /// What the seed says of it, which is of the one at home.
    private var own: Seed.ServicePrincipal? { directoryId == home ? application.servicePrincipal : nil }
}

extension CertificateCache {
    /// A certificate as Graph shows it; `withKey` says whether the certificate itself is shown.
    fileprivate func value(of credential: Seed.KeyCredential, withKey: Bool) -> JSONValue {
        .object(credential.fields(credential.certificate.flatMap(facts), withKey: withKey))
    }
}
