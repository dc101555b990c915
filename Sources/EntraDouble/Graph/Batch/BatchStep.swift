internal import FoundationEssentials
internal import HTTPTypes

/// One request of a batch.
struct BatchStep: Sendable {
    /// The client's name for it.
    let id: String
    /// The steps that must have succeeded before it.
    let dependsOn: [String]
    let method: HTTPRequest.Method
    /// The path as it came, with the version before it.
    let rawPath: String
    /// What comes after the question mark.
    let query: String
    let body: GraphRequest.Body
    /// The client's own ID for it.
    let clientRequestId: GUID?

    /// The path with its escapes undone.
    var path: String { GraphRequest.path(rawPath) }

    /// Reads a step.
    init(_ value: JSONValue) throws(GraphError) {
        guard case .object(let fields) = value, case .string(let id) = fields["id"], !id.isEmpty,
            case .string(let name) = fields["method"], let method = HTTPRequest.Method(name.uppercased()),
            case .string(let url) = fields["url"]
        else { throw .badBatch("Each request needs an id, a method and a url.") }
        guard !url.isEmpty, !url.contains("://") else { throw .badBatch("The url of request '\(id)' is not relative.") }
        self.id = id
        self.method = method
        let parts = url.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        rawPath = GraphRoutes.prefix + (parts.first ?? "").drop { $0 == "/" }
        query = parts.count > 1 ? String(parts[1]) : ""
        dependsOn = try Self.names(fields["dependsOn"], of: id)
        let headers = Self.headers(fields["headers"])
        clientRequestId = headers["client-request-id"].flatMap { GUID($0) }
        switch fields["body"] {
        case nil, .null: body = .none
        case .some(let value):
            let isJSON = headers["content-type"]?.lowercased().hasPrefix("application/json") == true
            body = isJSON ? .json(value) : .untyped
        }
    }

    private static func names(_ value: JSONValue?, of id: String) throws(GraphError) -> [String] {
        switch value {
        case nil, .null: return []
        case .array(let values):
            var names: [String] = []
            for value in values {
                guard case .string(let name) = value else { throw .badBatch("The dependsOn of '\(id)' is not usable.") }
                names.append(name)
            }
            return names
        case .bool, .integer, .number, .string, .object: throw .badBatch("The dependsOn of '\(id)' is not usable.")
        }
    }

    private static func headers(_ value: JSONValue?) -> [String: String] {
        guard case .object(let fields) = value else { return [:] }
        var headers: [String: String] = [:]
        for (name, value) in fields {
            if case .string(let text) = value { headers[name.lowercased()] = text }
        }
        return headers
    }
}

extension GraphError {
    /// The batch itself is wrong.
    static func badBatch(_ message: String) -> GraphError {
        badRequest("Invalid batch payload format. \(message)", code: "BadRequest")
    }
}
