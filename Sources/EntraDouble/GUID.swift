package import FoundationEssentials

/// Identifies a directory, an application or a request, always in lower case as Entra writes it.
package struct GUID: Hashable, Sendable, LosslessStringConvertible {
    /// The 36 characters, lower case.
    package let description: String

    /// Reads the usual form with hyphens, in either case; nil for anything else.
    package init?(_ text: String) {
        guard let uuid = UUID(uuidString: text) else { return nil }
        self.init(uuid)
    }

    /// Takes over a UUID.
    package init(_ uuid: UUID = UUID()) {
        description = uuid.uuidString.lowercased()
    }
}

extension GUID: Codable {
    /// Reads a JSON string, and refuses one that is not a GUID.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let guid = GUID(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\"\(text)\" is not a GUID")
        }
        self = guid
    }

    /// Writes a JSON string.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
