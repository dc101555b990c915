/// A JSON value; secrets are ranges of the document's locked buffer.
enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case secret(Range<Int>)
    case unread
    case array([JSONValue])
    case object(JSONMembers)

    var kind: JSONKind {
        switch self {
        case .null: .null
        case .bool: .bool
        case .number: .number
        case .string: .string
        case .secret: .secret
        case .unread: .unread
        case .array: .array
        case .object: .object
        }
    }

    func at(_ path: [JSONPath.Step]) -> JSONValue? {
        var value = self
        for step in path {
            switch (value, step) {
            case (.object(let object), .name(let name)):
                guard let member = object.values[name] else { return nil }
                value = member
            case (.array(let elements), .place(let place)):
                guard elements.indices.contains(place) else { return nil }
                value = elements[place]
            case (.null, _), (.bool, _), (.number, _), (.string, _), (.secret, _), (.unread, _), (.array, .name),
                (.object, .place):
                return nil
            }
        }
        return value
    }
}

struct JSONMembers: Sendable {
    let line: Int
    var names: [String] = []
    var values: [String: JSONValue] = [:]
}
