package import FoundationEssentials

extension Seed {
    /// An app registration, with the service principals it has in other directories.
    package struct Application: Codable, Equatable, Sendable {
        /// The client ID.
        package var appId: GUID
        /// The ID of the registration itself, which Graph uses.
        package var objectId: GUID?
        /// The name shown to people.
        package var displayName: String?
        /// When it was registered; 2020 began where nothing is said.
        package var createdDateTime: Date?
        /// Whose accounts may use it; by ``multiTenant`` where nothing is said.
        package var signInAudience: SignInAudience?
        /// Its service principal at home, where that has credentials or an ID of its own.
        package var servicePrincipal: ServicePrincipal?
        /// Application permissions on Microsoft Graph that were granted.
        package var roles: [String]?
        /// The client IDs of the applications whose service principals own the registration; `self` is its own.
        package var owners: [String]?
        /// Other directories in which the application was consented to.
        package var consentedIn: [GUID]?
        /// The only APIs it can have tokens for; nil means all that are known.
        package var resources: [String]?
        /// Its client secrets.
        package var passwordCredentials: [PasswordCredential]?
        /// Its certificates.
        package var keyCredentials: [KeyCredential]?
        /// The tokens of other issuers that it is trusted with.
        package var federatedCredentials: [FederatedCredential]?
        /// Whether it is a public client, which sends no credential where a user signs in.
        package var publicClient: Bool?
        /// Whether other directories may use it; true where nothing is said and ``consentedIn`` names one.
        package var multiTenant: Bool?
        /// Where replies of the authorize page may go.
        package var redirectUris: [String]?
        /// Its delegated permissions by API; nil means whatever is asked of any API.
        package var scopes: [String: [String]]?
        /// Whether those were granted for everybody at home; true where nothing is said.
        package var adminConsented: Bool?
        /// The people who consented for themselves.
        package var userConsents: [UserConsent]?
        /// What partners granted it in customers' directories.
        package var applicationConsents: [ApplicationConsent]?
        /// What a user must meet besides the password.
        package var conditionalAccess: ConditionalAccess?

        /// Makes an application.
        package init(
            appId: GUID,
            objectId: GUID? = nil,
            displayName: String? = nil,
            roles: [String]? = nil,
            consentedIn: [GUID]? = nil,
            resources: [String]? = nil,
            passwordCredentials: [PasswordCredential]? = nil
        ) {
            self.appId = appId
            self.objectId = objectId
            self.displayName = displayName
            self.roles = roles
            self.consentedIn = consentedIn
            self.resources = resources
            self.passwordCredentials = passwordCredentials
        }
    }
}
