internal import FoundationEssentials

// Refusals of an application's assertion.
extension EntraError {
    static func unsupportedAssertionType(_ type: String) -> EntraError {
        EntraError(90013, "invalid_request", "Invalid input received: the client assertion type '\(type)' is unknown.")
    }

    static func unknownAssertionKey(_ reason: String, _ thumbprint: String) -> EntraError {
        EntraError(
            700027,
            "invalid_client",
            "The certificate with identifier used to sign the client assertion is not registered on application. "
                + "[Reason - \(reason), Thumbprint of key used by client: '\(thumbprint)'.]"
        )
    }

    static func invalidAssertion(_ reason: String) -> EntraError {
        EntraError(50013, "invalid_client", "Assertion failed signature validation or is invalid: \(reason).")
    }

    static func assertionOutsideValidity(now: Date, from begin: Date?, until end: Date) -> EntraError {
        EntraError(
            700024,
            "invalid_client",
            "Client assertion is not within its valid time range. Current time: \(now.instant), assertion valid from "
                + "\((begin ?? now).instant), expiry time of assertion \(end.instant). Review the documentation at "
                + "https://learn.microsoft.com/entra/identity-platform/certificate-credentials ."
        )
    }

    static func noFederatedRecord(_ what: String, _ value: String) -> EntraError {
        EntraError(
            70021,
            "invalid_client",
            "No matching federated identity record found for presented assertion \(what) '\(value)'."
        )
    }

    static func noFederatedSubject(_ subject: String) -> EntraError {
        EntraError(
            700213,
            "invalid_client",
            "No matching federated identity record found for presented assertion subject '\(subject)'. Check your "
                + "federated identity credential Subject, Audience and Issuer against the presented assertion."
        )
    }

    static let publicClientWithCredential = EntraError(
        700025,
        "invalid_client",
        "Client is public so neither 'client_assertion' nor 'client_secret' should be presented."
    )
}
