// Refusals on the way through the pages.
extension EntraError {
    static func noReplyAddress(_ application: Seed.Application) -> EntraError {
        EntraError(
            500113,
            "invalid_request",
            "No reply address is registered for the application '\(application.appId)'."
        )
    }

    static func unknownReplyAddress(_ address: String, _ application: Seed.Application) -> EntraError {
        EntraError(
            known: 50011,
            message: "The redirect URI '\(address)' specified in the request does not match the redirect URIs "
                + "configured for the application '\(application.appId)'. Make sure the redirect URI sent in the "
                + "request matches one added to your application in the Azure portal."
        )
    }

    static func unsupportedResponseType(_ type: String) -> EntraError {
        EntraError(
            70005,
            "unsupported_response_type",
            "The response type '\(type)' is not supported or not enabled for the application."
        )
    }

    static let loginRequired = EntraError(
        50058,
        "login_required",
        "A silent sign-in request was sent but no user is signed in."
    )
    static let cancelled = EntraError(
        65004,
        "access_denied",
        "User declined to consent to access the app."
    )
    static let adminConsentRequired = EntraError(
        known: 90094,
        message: "The admin has to grant the permissions that the application asks for."
    )

    /// Whether the user turned back.
    var isCancellation: Bool { codes == [65004] }
}
