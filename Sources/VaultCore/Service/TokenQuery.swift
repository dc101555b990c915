package import VaultModel

/// Which tokens are wanted of the selected tenants.
package struct TokenQuery: Sendable, Equatable {
    /// The tenant's default resource where nil.
    package var resource: Resource?
    /// Scopes in place of a resource, all of one resource.
    package var scopes: [String]
    package var signIn: SignIn?
    /// A cached token is served only if it lives longer than this.
    package var minimumValidity: Duration
    /// Skips the cache and replaces what is there.
    package var forceNew: Bool
    /// A claims challenge as JSON; skips the cache.
    package var claims: String?
    /// Asks for a token that lives up to a day and can be revoked meanwhile, which its user has to be ready for.
    package var isLongLived: Bool
    /// How many sign-ins run at once.
    package var concurrency: Int

    package init(
        resource: Resource? = nil, scopes: [String] = [], signIn: SignIn? = nil,
        minimumValidity: Duration = .seconds(300), forceNew: Bool = false, claims: String? = nil,
        isLongLived: Bool = false,
        concurrency: Int = 16
    ) {
        self.resource = resource
        self.scopes = scopes
        self.signIn = signIn
        self.minimumValidity = minimumValidity
        self.forceNew = forceNew
        self.claims = claims
        self.isLongLived = isLongLived
        self.concurrency = concurrency
    }
}
