package import VaultCrypto
package import VaultModel

/// What `add` and `import` store: a tenant, with either a new application or the application of another tenant.
package struct TenantOrder: ~Copyable, Sendable {
    package var name: TenantName
    /// A GUID, or a domain that is resolved before anything is stored.
    package var directory: String
    /// The application of this tenant is used; then nothing of the application may be given here.
    package var app: String?
    package var clientID: ClientID?
    package var secret: SecretBytes?
    /// In the place of a secret.
    package var proof: EnteredProof?
    package var keyID: KeyID?
    /// What the credential itself says, where nil.
    package var expiry: Expiry?
    /// Someone else has the secret as well.
    package var isExposed = false
    package var cloud: Cloud?
    package var authority: Origin?
    package var graph: Origin?
    package var endpoint: TokenEndpoint?
    package var resource: Resource?
    package var signIn: SignIn?
    package var tags: [Tag]
    package var owner: String?
    package var notes: String?
    package var via: String?
    /// Whether a test token is minted before anything is stored.
    package var verify: Bool

    package init(name: TenantName, directory: String, verify: Bool = true) {
        self.name = name
        self.directory = directory
        self.verify = verify
        tags = []
    }
}

/// What `edit` changes; nil leaves a field as it is, an empty text or list clears it.
package struct TenantChange: ~Copyable, Sendable {
    package var directory: String?
    package var clientID: ClientID?
    package var secret: SecretBytes?
    /// In the place of a secret.
    package var proof: EnteredProof?
    /// The old secret is dropped at once instead of retiring.
    package var replace: Bool
    package var keyID: KeyID?
    package var expiry: Expiry?
    package var cloud: Cloud?
    package var authority: Origin?
    package var graph: Origin?
    package var endpoint: TokenEndpoint?
    package var resource: Resource?
    package var signIn: SignIn?
    package var tags: [Tag]?
    package var owner: String?
    package var notes: String?
    package var via: String?
    /// What takes new credentials to whoever else needs them; empty for nothing.
    package var deliveryCommand: String?
    package var verify: Bool

    package init(replace: Bool = false, verify: Bool = true) {
        self.replace = replace
        self.verify = verify
    }

    /// Whether it changes where secrets may go, which an unlocked agent may not do.
    package var movesDestination: Bool {
        directory != nil || cloud != nil || authority != nil || graph != nil || deliveryCommand != nil
    }
}
