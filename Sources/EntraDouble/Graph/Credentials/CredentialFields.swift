internal import FoundationEssentials

// Fields of a credential as clients send them; null is as good as absent.
extension [String: JSONValue] {
    /// A text.
    func text(_ name: String) throws(GraphError) -> String? {
        switch self[name] {
        case nil, .null: return nil
        case .string(let text): return text
        case .bool, .integer, .number, .array, .object: throw .unreadableBody
        }
    }

    /// An instant.
    func instant(_ name: String) throws(GraphError) -> Date? {
        guard let text = try text(name) else { return nil }
        guard let instant = Date(instant: text) else { throw .unreadableBody }
        return instant
    }

    /// An ID.
    func guid(_ name: String) throws(GraphError) -> GUID? {
        guard let text = try text(name) else { return nil }
        guard let guid = GUID(text) else { throw .unreadableBody }
        return guid
    }

    /// Bytes in base64.
    func bytes(_ name: String) throws(GraphError) -> Data? {
        guard let text = try text(name) else { return nil }
        guard let bytes = Data(base64Encoded: text) else { throw .unreadableBody }
        return bytes
    }
}
