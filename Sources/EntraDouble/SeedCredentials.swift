package import FoundationEssentials

// What an application proves with that it is itself.
extension Seed {
    /// A client secret.
    package struct PasswordCredential: Codable, Equatable, Sendable {
        /// The key's own ID, which people paste by mistake.
        package var keyId: GUID
        /// The name given to the key.
        package var displayName: String?
        /// The secret; a key without one never matches.
        package var secretText: String?
        /// What Graph shows of the secret; its first three characters where nothing is said.
        package var hint: Hint?
        /// The name of a key that an old portal made, in base64.
        package var customKeyIdentifier: String?
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
        /// The certificate as PEM; without one, no assertion verifies.
        package var certificate: String?
        /// The certificate's thumbprint in base64; by default, the SHA-1 of the certificate.
        package var customKeyIdentifier: String?
        /// The name given to the key; the certificate's subject where nothing is said.
        package var displayName: String?
        /// When it begins to work; with the certificate where nothing is said.
        package var startDateTime: Date?
        /// When it stops working; with the certificate where nothing is said.
        package var endDateTime: Date?

        /// Makes a certificate's public half.
        package init(
            keyId: GUID = GUID(),
            certificate: String?,
            customKeyIdentifier: String? = nil,
            startDateTime: Date? = nil,
            endDateTime: Date? = nil
        ) {
            self.keyId = keyId
            self.certificate = certificate
            self.customKeyIdentifier = customKeyIdentifier
            self.startDateTime = startDateTime
            self.endDateTime = endDateTime
        }
    }

    /// An issuer elsewhere whose tokens stand for the application.
    package struct FederatedCredential: Codable, Equatable, Sendable {
        /// The name given to it.
        package var name: String?
        /// The `iss` of its tokens.
        package var issuer: String
        /// The `sub` of its tokens.
        package var subject: String
        /// The `aud` of its tokens; `api://AzureADTokenExchange` where nothing is said.
        package var audience: String?
        /// The issuer's key set.
        package var jwks: JSONValue?
        /// Its one RSA key as PEM, in place of a key set.
        package var publicKey: String?

        /// Makes an issuer with one key.
        package init(issuer: String, subject: String, publicKey: String) {
            self.issuer = issuer
            self.subject = subject
            self.publicKey = publicKey
        }
    }
}
