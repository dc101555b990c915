/// A partner's relationship with a customer, as Graph shows it.
struct RelationshipEntity: GraphEntity {
    static let typeName = "delegatedAdminRelationship"
    static let properties = [
        "id", "displayName", "duration", "autoExtendDuration", "status", "createdDateTime", "activatedDateTime",
        "endDateTime", "customer", "accessDetails",
    ]
    static let filterable: Set = ["id", "displayName", "status"]

    let relationship: Seed.DelegatedAdminRelationship

    var id: String { relationship.id }

    func value(of property: String, alone: Bool) -> JSONValue {
        switch property {
        case "id": .string(id)
        case "displayName": relationship.displayName.map(JSONValue.string) ?? nil
        case "duration": relationship.duration.map(JSONValue.string) ?? nil
        case "autoExtendDuration": .string(relationship.autoExtendDuration ?? "PT0S")
        case "status": .string(relationship.status ?? "active")
        case "createdDateTime": relationship.createdDateTime.map { .string($0.graphInstant) } ?? nil
        case "activatedDateTime": relationship.activatedDateTime.map { .string($0.graphInstant) } ?? nil
        case "endDateTime": relationship.endDateTime.map { .string($0.graphInstant) } ?? nil
        case "customer": relationship.customer?.value ?? nil
        case "accessDetails": relationship.accessDetails ?? ["unifiedRoles": []]
        default: nil
        }
    }
}

extension Seed.DelegatedAdminRelationship.Customer {
    fileprivate var value: JSONValue {
        ["tenantId": .string(tenantId.description), "displayName": displayName.map(JSONValue.string) ?? nil]
    }
}
