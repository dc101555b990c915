package import FoundationEssentials

extension Seed {
    /// A person in a directory.
    package struct User: Codable, Equatable, Sendable {
        /// The name to sign in with.
        package var userPrincipalName: String
        /// The password; nil if none is set.
        package var password: String?
        /// Whether a password alone is refused.
        package var mfaRequired: Bool?
        /// Whether the person has a second factor; where nothing is said, only if it is required.
        package var mfaRegistered: Bool?
        /// The object ID; one made from the name where nothing is said.
        package var objectId: GUID?
        /// The name shown to people.
        package var displayName: String?
        /// Whether the person may consent for everybody; true where nothing is said.
        package var admin: Bool?
        /// Whether the account is switched off.
        package var disabled: Bool?
        /// Whether the account is locked after wrong passwords.
        package var locked: Bool?
        /// Whether the password must be changed first.
        package var passwordExpired: Bool?
        /// Other directories in which the person is a guest.
        package var guestIn: [GUID]?
        /// What the person must meet besides the password.
        package var conditionalAccess: ConditionalAccess?

        /// Makes a person.
        package init(userPrincipalName: String, password: String? = nil, mfaRequired: Bool? = nil) {
            self.userPrincipalName = userPrincipalName
            self.password = password
            self.mfaRequired = mfaRequired
        }
    }

    /// Refuses user grants until a request carries `claims`.
    package struct ConditionalAccess: Codable, Equatable, Sendable {
        /// The AADSTS code, such as 50076 or 53003.
        package var code: Int
        /// The challenge; one of a made-up policy where nothing is said.
        package var claims: String?
        /// The APIs that it protects; nil means all.
        package var resources: [String]?

        /// Makes a policy.
        package init(code: Int, claims: String? = nil, resources: [String]? = nil) {
            self.code = code
            self.claims = claims
            self.resources = resources
        }
    }

    /// A sign-in that goes on: what a refresh token stands for.
    package struct RefreshToken: Codable, Equatable, Sendable {
        /// The token.
        package var refreshToken: String
        /// Who signed in.
        package var userPrincipalName: String
        /// To which application.
        package var clientId: GUID
        /// The API that was asked for last, which v1 requests may leave out.
        package var resource: String?
        /// When it was issued; nil means that it never idles out.
        package var issuedDateTime: Date?
        /// Whether a second factor was shown.
        package var mfa: Bool?
        /// Whether a Conditional Access challenge was met.
        package var claimsMet: Bool?
        /// Whether it was taken back.
        package var revoked: Bool?
        /// Whether it was redeemed, where that ends it.
        package var spent: Bool?

        /// Makes a token.
        package init(refreshToken: String, userPrincipalName: String, clientId: GUID) {
            self.refreshToken = refreshToken
            self.userPrincipalName = userPrincipalName
            self.clientId = clientId
        }
    }
}
