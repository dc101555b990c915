internal import FoundationEssentials

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
            .array((application.keyCredentials ?? []).map { $0.value(certificates, withKey: alone) })
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
        case "keyCredentials": .array((own?.keyCredentials ?? []).map { $0.value(certificates, withKey: alone) })
        default: nil
        }
    }

    /// What the seed says of it, which is of the one at home.
    private var own: Seed.ServicePrincipal? { directoryId == home ? application.servicePrincipal : nil }
}

extension Seed.PasswordCredential {
    /// A secret as Graph shows it, without the secret itself; `created` is when one began that does not say.
    func value(created: Date) -> JSONValue {
        [
            "customKeyIdentifier": customKeyIdentifier.map(JSONValue.string) ?? nil,
            "displayName": displayName.map(JSONValue.string) ?? nil,
            "endDateTime": .string((endDateTime ?? .never).graphInstant),
            "hint": shownHint.map(JSONValue.string) ?? nil,
            "keyId": .string(keyId.description),
            "secretText": nil,
            "startDateTime": .string((startDateTime ?? created).graphInstant),
        ]
    }

    private var shownHint: String? {
        switch hint {
        case .unknown: nil
        case .characters(let text): text
        case nil: secretText.map { String($0.prefix(3)) }
        }
    }
}

extension Seed.KeyCredential {
    /// A certificate as Graph shows it.
    ///
    /// - Parameters:
    ///   - certificates: what certificates were read before.
    ///   - withKey: whether the certificate itself is shown.
    /// - Returns: the fields.
    fileprivate func value(_ certificates: CertificateCache, withKey: Bool) -> JSONValue {
        let facts = certificate.flatMap(certificates.facts)
        let name = customKeyIdentifier ?? facts?.thumbprint.base64EncodedString()
        return [
            "customKeyIdentifier": name.map(JSONValue.string) ?? nil,
            "displayName": (displayName ?? facts?.subject).map(JSONValue.string) ?? nil,
            "endDateTime": .string((endDateTime ?? facts?.end ?? .never).graphInstant),
            "key": withKey ? facts.map { .string($0.bytes.base64EncodedString()) } ?? nil : nil,
            "keyId": .string(keyId.description),
            "startDateTime": .string((startDateTime ?? facts?.begin ?? .distantPast2000).graphInstant),
            "type": "AsymmetricX509Cert",
            "usage": "Verify",
        ]
    }
}

extension Date {
    /// When credentials end that "never" do: portals wrote the last day of the 23rd century.
    fileprivate static let never = Date(timeIntervalSince1970: 10_413_705_600)
    /// When certificates begin that nothing is known of.
    fileprivate static let distantPast2000 = Date(timeIntervalSince1970: 946_684_800)
}
