internal import HTTPTypes

// Refusals of a request that is wrong in itself, whoever sends it.
extension EntraError {
    static func wrongMethod(_ method: HTTPRequest.Method) -> EntraError {
        EntraError(
            900561,
            "invalid_request",
            "The endpoint only accepts POST requests. Received a \(method.rawValue) request."
        )
    }

    static func missingParameter(_ name: String) -> EntraError {
        EntraError(
            900144,
            "invalid_request",
            "The request body must contain the following parameter: '\(name)'."
        )
    }

    static func repeatedParameter(_ name: String) -> EntraError {
        EntraError(
            9_000_411,
            "invalid_request",
            "The request is not properly formatted. The parameter '\(name)' is duplicated."
        )
    }

    static func unsupportedGrant(_ grant: String) -> EntraError {
        EntraError(70003, "unsupported_grant_type", "The app requested an unsupported grant type '\(grant)'.")
    }

    static let resourceSentToV2 = EntraError(
        901002,
        "invalid_request",
        "The 'resource' request parameter is not supported."
    )

    static func scopeWithoutDefault(_ scope: String) -> EntraError {
        EntraError(
            1_002_012,
            "invalid_scope",
            "The provided value for scope \(scope) is not valid. Client credential flows must have a scope value "
                + "with /.default suffixed to the resource identifier (application ID URI)."
        )
    }

    static func invalidScope(_ scope: String) -> EntraError {
        EntraError(
            70011,
            "invalid_scope",
            "The provided request must include a 'scope' input parameter. The provided value for the input "
                + "parameter 'scope' is not valid. The scope \(scope) is not valid."
        )
    }

    static let scopesOfSeveralResources = EntraError(
        700022,
        "invalid_scope",
        "The provided value for the input parameter 'scope' isn't valid because it contains more than one resource."
    )

    static let invalidClaims = EntraError(
        90013,
        "invalid_request",
        "Invalid input received from the user: the 'claims' parameter is not valid JSON."
    )

    static let unknownInstance = EntraError(50049, "invalid_instance", "Unknown or invalid instance.")
}

// Refusals of a directory name.
extension EntraError {
    static func unknownTenant(_ name: String, error: String = "invalid_request") -> EntraError {
        EntraError(
            90002,
            error,
            "Tenant '\(name)' not found. Check to make sure you have the correct tenant ID and are signing into the "
                + "correct cloud. Check with your subscription administrator, this may happen if there are no active "
                + "subscriptions for the tenant."
        )
    }

    static func notMultiTenant(_ application: Seed.Application) -> EntraError {
        EntraError(
            50194,
            "invalid_request",
            "Application '\(application.appId)'(\(application.displayName ?? "")) is not configured as a multi-tenant "
                + "application. Usage of the /common endpoint is not supported for such apps created after "
                + "'10/15/2018'. Use a tenant-specific endpoint or configure the application to be multi-tenant."
        )
    }

    static let noTenantInformation = EntraError(
        50059,
        "invalid_request",
        "No tenant-identifying information found in either the request or implied by any provided credentials."
    )

    static func notForConsumers(_ clientId: String) -> EntraError {
        EntraError(
            9_002_346,
            "invalid_request",
            "Application '\(clientId)' is configured for use by Microsoft Entra users only. Please do not use the "
                + "/consumers endpoint to serve this request."
        )
    }
}
