/// The body of `PATCH /applications/{id}`, as far as the double changes applications.
struct ApplicationPatch: Sendable {
    /// The certificates that the application is to have.
    let keys: [KeyOrder]?
    /// Secrets, which nobody may send: each with the ID that it was sent with.
    let secrets: [GUID?]?

    /// Reads the body, and refuses by its name whatever is not a collection of credentials.
    init(_ body: GraphRequest.Body) throws(GraphError) {
        let fields = try body.fields()
        guard !fields.isEmpty else { throw .badRequest("Empty Payload. JSON content expected.", code: "BadRequest") }
        for name in fields.keys.sorted() where !["keyCredentials", "passwordCredentials"].contains(name) {
            guard ApplicationEntity.properties.contains(name) else { throw .unknownProperty(name, of: "application") }
            throw .badRequest("Property '\(name)' is one that the double does not change.")
        }
        keys = try Self.list(fields["keyCredentials"]) { value throws(GraphError) in try KeyOrder(value) }
        secrets = try Self.list(fields["passwordCredentials"]) { value throws(GraphError) in
            guard case .object(let fields) = value else { throw .unreadableBody }
            return try fields.guid("keyId")
        }
    }

    private static func list<Element>(
        _ value: JSONValue?,
        _ read: (JSONValue) throws(GraphError) -> Element
    ) throws(GraphError) -> [Element]? {
        guard let value else { return nil }
        guard case .array(let values) = value else { throw .unreadableBody }
        var elements: [Element] = []
        for value in values { elements.append(try read(value)) }
        return elements
    }
}
