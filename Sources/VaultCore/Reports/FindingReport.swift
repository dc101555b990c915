package import FoundationEssentials

/// One thing that is not as the policy, or the vault, says that it should be.
package struct FindingReport: Sendable, Equatable {
    /// The tenant that the application was added with.
    package var tenant: String
    /// A verdict's name, or a difference's: `expired`, `severalSecretsAlive`.
    package var code: String
    /// One line for people.
    package var message: String
    /// The credential's ID in the vault; nil for what only the directory knows.
    package var credential: String?
    package var keyID: String?
    package var expires: Date?
    /// The command that mends it; nil where none does.
    package var action: String?

    package init(
        tenant: String, code: String, message: String, credential: String? = nil, keyID: String? = nil,
        expires: Date? = nil, action: String? = nil
    ) {
        self.tenant = tenant
        self.code = code
        self.message = message
        self.credential = credential
        self.keyID = keyID
        self.expires = expires
        self.action = action
    }
}
