package import FoundationEssentials

/// What a token for Graph says its bearer may do.
///
/// It is read, not verified: good only for a token that the directory has just given to us, and only as advice.
package struct GraphGrants: Sendable, Equatable {
    /// The bearer's object ID in the token's directory: a service principal's, or a user's.
    package var objectID: UUID?
    /// Whether a user signed in.
    package var isUser: Bool
    /// An application's own permissions, or those that a user gave it.
    package var permissions: [String]
    /// The directory roles of the bearer, by their templates' IDs; nil where the token names none.
    package var directoryRoles: Set<UUID>?

    package init(objectID: UUID?, isUser: Bool, permissions: [String], directoryRoles: Set<UUID>? = nil) {
        self.objectID = objectID
        self.isUser = isUser
        self.permissions = permissions
        self.directoryRoles = directoryRoles
    }
}

extension GraphGrants {
    /// More than Graph has.
    private static let most = 1000

    /// Nil for a token that cannot be looked into, such as an encrypted one.
    package init?(_ token: AccessToken) {
        guard let claims = try? DecodedToken(token.value).claims else { return nil }
        let scopes = claims["scp"]?.string
        let roles = claims["roles"]?.array?.prefix(Self.most).compactMap(\.string) ?? []
        let names = scopes.map { $0.split(separator: " ").prefix(Self.most).map(String.init) } ?? roles
        self.init(
            objectID: claims["oid"]?.string.flatMap { UUID(uuidString: $0) }, isUser: scopes != nil,
            permissions: names.map { PrintableText.clean($0, limit: 128) }.filter { !$0.isEmpty },
            directoryRoles: claims["wids"]?.array.map { items in
                Set(items.prefix(Self.most).compactMap { $0.string.flatMap { UUID(uuidString: $0) } })
            })
    }
}
