package import VaultModel

extension EntraClient {
    /// The applications that a customer's directory lets the partner use; nil where Partner Center does not list them.
    package func consents(
        of customer: DirectoryID,
        at origin: Origin,
        token: String
    ) async throws(EntraError) -> [ClientID]? {
        throw .network(.other)
    }

    /// Consents for a customer, as its partner; false where that was done before.
    package func grantConsent(
        to application: ClientID,
        name: String?,
        grants: [ConsentGrant],
        for customer: DirectoryID,
        at origin: Origin,
        token: String
    ) async throws(EntraError) -> Bool {
        throw .network(.other)
    }

    /// Withdraws it; false where there was none.
    package func revokeConsent(
        of application: ClientID,
        for customer: DirectoryID,
        at origin: Origin,
        token: String
    ) async throws(EntraError) -> Bool {
        throw .network(.other)
    }

    /// The page on which an admin consents to what the application asks for.
    package static func adminConsentURL(_ request: TokenRequest, redirectURI: String?, state: String?) -> String {
        ""
    }
}
