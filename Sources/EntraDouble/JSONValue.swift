/// Holds any JSON value, so that replies and claims can be overridden field by field.
package enum JSONValue: Codable, Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// Reads whichever JSON type comes; integers stay integers, so that `exp` does not become `1.7e9`.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    /// Writes the value as the JSON type it was read from.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }
}

extension [String: JSONValue] {
    /// Lays `overrides` over the fields; an override of null takes the field away.
    func overridden(by overrides: [String: JSONValue]?) -> [String: JSONValue] {
        guard let overrides else { return self }
        return merging(overrides) { _, new in new }.filter { field, value in
            overrides[field] == nil || value != .null
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    /// Makes a string value.
    package init(stringLiteral value: String) { self = .string(value) }
    /// Makes an integer value.
    package init(integerLiteral value: Int64) { self = .integer(value) }
    /// Makes a boolean value.
    package init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension JSONValue: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral {
    /// Makes an array value.
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// Makes an object value; of a repeated key the last one counts.
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(elements) { _, last in last })
    }
    /// Makes null.
    package init(nilLiteral: ()) { self = .null }
}
