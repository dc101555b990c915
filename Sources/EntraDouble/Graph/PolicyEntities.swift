/// A policy for single applications, as Graph shows it.
struct PolicyEntity: GraphEntity {
    static let typeName = "appManagementPolicy"
    static let properties = ["id", "displayName", "description", "isEnabled", "restrictions"]
    static let filterable: Set = ["id", "displayName"]

    let policy: Seed.AppManagementPolicy

    var id: String { policy.id.description }

    func value(of property: String, alone: Bool) -> JSONValue {
        switch property {
        case "id": .string(id)
        case "displayName": policy.displayName.map(JSONValue.string) ?? nil
        case "description": policy.description.map(JSONValue.string) ?? nil
        case "isEnabled": .bool(policy.isEnabled)
        case "restrictions": (policy.restrictions ?? .init()).value
        default: nil
        }
    }
}

/// The policy for all other applications, which every directory has.
struct DefaultPolicyEntity: GraphEntity {
    static let typeName = "tenantAppManagementPolicy"
    static let properties = [
        "id", "displayName", "description", "isEnabled", "applicationRestrictions", "servicePrincipalRestrictions",
    ]
    static let filterable: Set<String> = []
    /// The ID that it has everywhere.
    static let id = "00000000-0000-0000-0000-000000000000"

    let policy: Seed.DefaultAppManagementPolicy?

    var id: String { Self.id }

    func value(of property: String, alone: Bool) -> JSONValue {
        switch property {
        case "id": .string(id)
        case "displayName": "Default app management tenant policy"
        case "description":
            "Default tenant policy that enforces app management restrictions on applications and service principals."
        case "isEnabled": .bool(policy?.isEnabled ?? false)
        case "applicationRestrictions": (policy?.applicationRestrictions ?? .init()).value
        case "servicePrincipalRestrictions": (policy?.servicePrincipalRestrictions ?? .init()).value
        default: nil
        }
    }
}

/// An application that a policy is for, as Graph shows it there.
struct PolicyTargetEntity: GraphEntity {
    static let typeName = "directoryObject"
    static let properties = ["id", "appId", "displayName", "createdDateTime"]
    static let filterable: Set<String> = []
    static let annotation: String? = "#microsoft.graph.application"

    let application: Seed.Application

    var id: String { application.registrationId.description }

    func value(of property: String, alone: Bool) -> JSONValue {
        switch property {
        case "id": .string(id)
        case "appId": .string(application.appId.description)
        case "displayName": application.displayName.map(JSONValue.string) ?? nil
        case "createdDateTime": .string(application.created.graphInstant)
        default: nil
        }
    }
}

extension Seed.Restrictions {
    /// The restrictions as Graph shows them.
    fileprivate var value: JSONValue {
        [
            "passwordCredentials": .array((passwordCredentials ?? []).map(\.value)),
            "keyCredentials": .array((keyCredentials ?? []).map(\.value)),
        ]
    }
}

extension Seed.Restriction {
    fileprivate var value: JSONValue {
        [
            "restrictionType": .string(restrictionType),
            "maxLifetime": maxLifetime.map(JSONValue.string) ?? nil,
            "restrictForAppsCreatedAfterDateTime": restrictForAppsCreatedAfterDateTime.map { .string($0.graphInstant) }
                ?? nil,
            "state": .string(state ?? "enabled"),
        ]
    }
}
