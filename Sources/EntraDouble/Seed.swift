/// Describes the directories that the double starts with; unknown fields are tolerated.
///
/// ``Directory`` keeps the present state in the same shape.
package struct Seed: Codable, Equatable, Sendable {
    /// The directories.
    package var tenants: [Tenant]
    /// APIs beyond the ones every directory knows (``KnownResources``), or other settings for those.
    package var resources: [Resource]?
    /// How long tokens live; 3599 where nothing is said.
    package var tokenLifetimeSeconds: Int?
    /// Sign-ins that go on, the oldest first.
    package var refreshTokens: [RefreshToken]?
    /// Whether a refresh token works only once, unlike Entra's.
    package var refreshTokensOnce: Bool?
    /// How long a client waits between two polls with a device code; 5 where nothing is said.
    package var deviceCodeIntervalSeconds: Int?
    /// How long a device code lives; 900 where nothing is said.
    package var deviceCodeLifetimeSeconds: Int?

    /// Makes a seed in code, for tests that write no file.
    package init(tenants: [Tenant], resources: [Resource]? = nil, tokenLifetimeSeconds: Int? = nil) {
        self.tenants = tenants
        self.resources = resources
        self.tokenLifetimeSeconds = tokenLifetimeSeconds
    }

    /// One directory with its applications.
    package struct Tenant: Codable, Equatable, Sendable {
        /// The directory's GUID.
        package var directoryId: GUID
        /// DNS names by which it is found as well.
        package var domains: [String]?
        /// The people who can sign in.
        package var users: [User]?
        /// The applications at home here.
        package var applications: [Application]?
        /// The directories that this one, a partner's, serves; nil means that nobody asks.
        package var customers: [GUID]?
        /// Whether people who are no administrators may consent for themselves; true where nothing is said.
        package var userConsentAllowed: Bool?
        /// What holds for credentials of all applications that no policy of their own is for.
        package var defaultAppManagementPolicy: DefaultAppManagementPolicy?
        /// What holds for credentials of single applications.
        package var appManagementPolicies: [AppManagementPolicy]?
        /// The relationships of this directory, a partner's, with its customers.
        package var delegatedAdminRelationships: [DelegatedAdminRelationship]?

        /// Makes a directory.
        package init(
            directoryId: GUID,
            domains: [String]? = nil,
            users: [User]? = nil,
            applications: [Application]? = nil
        ) {
            self.directoryId = directoryId
            self.domains = domains
            self.users = users
            self.applications = applications
        }
    }

    /// An API that tokens can be asked for.
    package struct Resource: Codable, Equatable, Sendable {
        /// The application ID URI.
        package var uri: String
        /// The API's own client ID.
        package var appId: GUID
        /// 1 (default) or 2: decides the form of its tokens, whatever endpoint was asked.
        package var accessTokenVersion: Int?

        /// Makes an API.
        package init(uri: String, appId: GUID, accessTokenVersion: Int? = nil) {
            self.uri = uri
            self.appId = appId
            self.accessTokenVersion = accessTokenVersion
        }
    }
}
