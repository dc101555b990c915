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
        /// Application permissions on Microsoft Graph that were granted.
        package var roles: [String]?
        /// Who may change the registration; `self` is the application itself.
        package var owners: [String]?
        /// Other directories in which the application was consented to.
        package var consentedIn: [GUID]?
        /// The only APIs it can have tokens for; nil means all that are known.
        package var resources: [String]?
        /// Its client secrets.
        package var passwordCredentials: [PasswordCredential]?
        /// Its certificates.
        package var keyCredentials: [KeyCredential]?

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

    /// A client secret.
    package struct PasswordCredential: Codable, Equatable, Sendable {
        /// The key's own ID, which people paste by mistake.
        package var keyId: GUID
        /// The name given to the key.
        package var displayName: String?
        /// The secret; a key without one never matches.
        package var secretText: String?
        /// When it begins to work; nil means long ago.
        package var startDateTime: Date?
        /// When it stops working; nil means never.
        package var endDateTime: Date?

        /// Makes a client secret.
        package init(
            keyId: GUID = GUID(),
            displayName: String? = nil,
            secretText: String?,
            startDateTime: Date? = nil,
            endDateTime: Date? = nil
        ) {
            self.keyId = keyId
            self.displayName = displayName
            self.secretText = secretText
            self.startDateTime = startDateTime
            self.endDateTime = endDateTime
        }
    }

    /// A certificate's public half.
    package struct KeyCredential: Codable, Equatable, Sendable {
        /// The key's own ID.
        package var keyId: GUID
        /// The certificate as PEM.
        package var certificate: String?
        /// The name given to the key.
        package var displayName: String?
        /// When it begins to work.
        package var startDateTime: Date?
        /// When it stops working.
        package var endDateTime: Date?
    }
}
