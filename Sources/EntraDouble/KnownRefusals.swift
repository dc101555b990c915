/// What is known of one AADSTS code: the fields of Entra's reply, and a short text.
struct KnownRefusal: Sendable {
    let error: String
    var suberror: String?
    let message: String

    /// Lists the codes that advice exists for, so that a fault needs to name the code alone.
    static let all: [Int: KnownRefusal] = clients.merging(directories) { first, _ in first }
        .merging(users) { first, _ in first }
        .merging(grants) { first, _ in first }
        .merging(transient) { first, _ in first }

    private static func invalidClient(_ message: String) -> KnownRefusal {
        KnownRefusal(error: "invalid_client", message: message)
    }

    private static func unauthorized(_ message: String) -> KnownRefusal {
        KnownRefusal(error: "unauthorized_client", message: message)
    }

    private static func invalidRequest(_ message: String) -> KnownRefusal {
        KnownRefusal(error: "invalid_request", message: message)
    }

    private static func invalidGrant(_ message: String, _ suberror: String? = nil) -> KnownRefusal {
        KnownRefusal(error: "invalid_grant", suberror: suberror, message: message)
    }

    private static func interaction(_ message: String, _ suberror: String = "basic_action") -> KnownRefusal {
        KnownRefusal(error: "interaction_required", suberror: suberror, message: message)
    }

    private static let clients: [Int: KnownRefusal] = [
        7_000_215: invalidClient("Invalid client secret provided."),
        7_000_222: invalidClient("The provided client secret keys are expired."),
        7_000_218: invalidClient("The request body must contain 'client_assertion' or 'client_secret'."),
        700025: invalidClient("Client is public so no 'client_assertion' or 'client_secret' should be presented."),
        700016: unauthorized("Application was not found in the directory."),
        7_000_229: invalidClient("The client application is missing service principal in the tenant."),
        7_000_112: unauthorized("Application is disabled."),
        7_000_114: unauthorized("Application is not allowed to make application on-behalf-of calls."),
        700027: invalidClient("The certificate used to sign the client assertion is not registered on application."),
        700024: invalidClient("Client assertion is not within its valid time range."),
        500133: KnownRefusal(error: "invalid_grant", message: "Assertion is not within its valid time range."),
        50013: invalidClient("Assertion failed signature validation."),
        70021: invalidRequest("No matching federated identity record found for presented assertion."),
        700213: invalidClient("No matching federated identity record found for presented assertion subject."),
        500011: KnownRefusal(error: "invalid_resource", message: "The resource principal was not found in the tenant."),
        70011: KnownRefusal(error: "invalid_scope", message: "The provided value for 'scope' is not valid."),
        700022: KnownRefusal(error: "invalid_scope", message: "The scope contains more than one resource."),
        901002: invalidRequest("The 'resource' request parameter is not supported."),
        50105: KnownRefusal(error: "invalid_grant", message: "The signed in user is not assigned to a role."),
        50196: invalidRequest("The server terminated an operation because it encountered a client request loop."),
        90013: invalidRequest("Invalid input received from the user."),
        90014: invalidRequest("The required field is missing from the credential."),
        900144: invalidRequest("The request body must contain the following parameter."),
    ]

    private static let directories: [Int: KnownRefusal] = [
        90002: invalidRequest("Tenant not found."),
        90019: invalidRequest("No tenant-identifying information found in either the request or credentials."),
        50059: invalidRequest("No tenant-identifying information found in either the request or credentials."),
        50128: invalidRequest("Invalid domain name. No tenant-identifying information found."),
        50194: invalidRequest("Application is not configured as a multi-tenant application."),
        90038: invalidRequest("Tenant request redirected to the National Cloud."),
        900382: invalidRequest("Confidential Client is not supported in Cross Cloud request."),
        900432: invalidRequest("Confidential Client is not supported in Cross Cloud request."),
        9_001_023: invalidRequest("The grant type is not supported over the /common or /consumers endpoints."),
        90133: invalidRequest("Device Code flow is not supported under /common or /consumers endpoint."),
        65001: invalidGrant("The user or administrator has not consented to use the application.", "consent_required"),
        65004: KnownRefusal(error: "access_denied", message: "User declined to consent to access the app."),
        90094: KnownRefusal(error: "access_denied", message: "Admin consent is required for the permissions."),
        90095: KnownRefusal(error: "access_denied", message: "Admin consent is required for the permissions."),
        90099: invalidGrant("The application has not been authorized in the tenant."),
        650052: KnownRefusal(error: "invalid_client", message: "The organization lacks a service principal."),
        650056: KnownRefusal(error: "invalid_client", message: "Misconfigured application."),
        650057: KnownRefusal(error: "invalid_resource", message: "The resource is not listed in the registration."),
    ]

    private static let users: [Int: KnownRefusal] = [
        50034: invalidGrant("The user account does not exist in the directory."),
        50126: invalidGrant("Error validating credentials due to invalid username or password."),
        50053: invalidGrant("The account is locked: too many attempts with an incorrect user ID or password."),
        50055: invalidGrant("The password is expired.", "user_password_expired"),
        50057: invalidGrant("The user account is disabled."),
        50076: interaction("You must use multi-factor authentication to access the resource."),
        50074: interaction("Strong authentication is required."),
        50079: interaction("The user is required to use multi-factor authentication, and is not enrolled."),
        50072: interaction("You must enroll in multi-factor authentication to access the resource."),
        50078: interaction("Presented multi-factor authentication has expired."),
        50158: interaction("External security challenge not satisfied."),
        50097: interaction("Device authentication is required.", "additional_action"),
        53000: interaction("Your device is required to be compliant.", "additional_action"),
        53001: interaction("Your device is required to be domain joined.", "additional_action"),
        530003: interaction("Your device is required to be managed.", "additional_action"),
        53003: interaction("Access has been blocked by Conditional Access policies.", "message_only"),
        530034: interaction("A delegated administrator was blocked due to suspicious activity.", "message_only"),
        90072: invalidGrant("The external account does not exist in the tenant."),
    ]

    private static let grants: [Int: KnownRefusal] = [
        50011: invalidRequest("The redirect URI in the request does not match the ones of the application."),
        50147: invalidRequest("The size of the code challenge parameter is not valid."),
        501481: invalidGrant("The Code_Verifier does not match the code_challenge of the authorization request."),
        54005: invalidGrant("OAuth2 Authorization code was already redeemed."),
        50173: invalidGrant("The provided grant has expired due to it being revoked.", "bad_token"),
        50132: invalidGrant("The session is not valid.", "bad_token"),
        50133: invalidGrant("The session is not valid due to password expiration or recent change.", "bad_token"),
        70008: invalidGrant("The authorization code or refresh token has expired.", "token_expired"),
        700082: invalidGrant("The refresh token has expired due to inactivity.", "bad_token"),
        700084: invalidGrant("The refresh token was issued to a single page app, and has expired.", "bad_token"),
        70043: invalidGrant("The refresh token has expired due to sign-in frequency checks.", "bad_token"),
        70016: KnownRefusal(error: "authorization_pending", message: "OAuth 2.0 device flow error. Pending."),
        70018: KnownRefusal(error: "bad_verification_code", message: "The verification code is invalid."),
        70019: KnownRefusal(error: "expired_token", message: "The verification code has expired."),
        70020: KnownRefusal(error: "expired_token", message: "The provided device code has expired."),
    ]

    private static let transient: [Int: KnownRefusal] = Dictionary(
        [90033, 90006, 90012, 90024, 90090, 50033, 50087, 90055].map { code in
            (code, KnownRefusal(error: "temporarily_unavailable", message: "A transient error has occurred."))
        }
    ) { first, _ in first }
}

extension EntraError {
    /// Makes a refusal from what is known of its code; `invalid_grant` where nothing is.
    init(known code: Int, message: String? = nil) {
        let known = KnownRefusal.all[code]
        self.init(code, known?.error ?? "invalid_grant", message ?? known?.message ?? "A fault was set.")
        suberror = known?.suberror
    }
}
