internal import NIOCore

/// A token's header and claims, read but not verified: good for showing, never for trusting.
package struct DecodedToken: Sendable, Equatable {
    package let header: [String: JSONValue]
    package let claims: [String: JSONValue]

    /// Reads a signed JWT of at most 64 KiB.
    ///
    /// - Throws: `EntraError.malformedToken`.
    package init(_ token: String) throws(EntraError) {
        guard token.utf8.count <= 64 * 1024 else { throw .malformedToken(.tooLong) }
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count != 5 else { throw .malformedToken(.encrypted) }
        guard parts.count == 3 else { throw .malformedToken(.parts) }
        guard Base64URL.decode(parts[2]) != nil else { throw .malformedToken(.base64) }
        header = try Self.object(parts[0])
        claims = try Self.object(parts[1])
    }

    private static func object(_ part: Substring) throws(EntraError) -> [String: JSONValue] {
        guard let bytes = Base64URL.decode(part) else { throw .malformedToken(.base64) }
        guard let value = try? JSONValue(parsing: ByteBuffer(bytes: bytes)), let members = value.object else {
            throw .malformedToken(.json)
        }
        return members
    }
}
