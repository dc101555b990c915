package import FoundationEssentials
package import VaultCrypto

/// A token, and what came with it.
package struct Minted: Sendable {
    package let token: AccessToken
    /// Nil where the reply had none: the old one is then to be kept.
    package let refreshToken: SharedSecret?
    /// Nil for a token of the application itself.
    package let user: SignedInUser?

    package init(token: AccessToken, refreshToken: SharedSecret? = nil, user: SignedInUser? = nil) {
        self.token = token
        self.refreshToken = refreshToken
        self.user = user
    }
}

/// Who signed in, in the directory's words: printable and bounded, but not verified.
package struct SignedInUser: Sendable, Equatable {
    /// The user principal name, or what else the directory calls the account.
    package var name: String?
    /// The user's object ID in the directory of the token.
    package var objectID: UUID?
    package var displayName: String?
    /// How the user proved to be that; `mfa` where a second factor was asked for.
    package var methods: [String]

    package init(name: String? = nil, objectID: UUID? = nil, displayName: String? = nil, methods: [String] = []) {
        self.name = name
        self.objectID = objectID
        self.displayName = displayName
        self.methods = methods
    }

    /// Whether the token says that a second factor was used; Partner Center asks for it.
    package var usedMultifactor: Bool { methods.contains("mfa") }
}
