/// A service principal that owns a registration, as Graph shows it there.
struct OwnerEntity: GraphEntity {
    static let typeName = "directoryObject"
    static let properties = ServicePrincipalEntity.properties
    static let filterable: Set<String> = []
    static let annotation: String? = "#microsoft.graph.servicePrincipal"

    let principal: ServicePrincipalEntity

    var id: String { principal.id }

    func value(of property: String, alone: Bool) -> JSONValue { principal.value(of: property, alone: alone) }
}
