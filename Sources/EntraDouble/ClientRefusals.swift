// Refusals of an application, its credential, or what it asks for.
extension EntraError {
    static func unknownApplication(_ clientId: String, in directory: String) -> EntraError {
        EntraError(
            700016,
            "unauthorized_client",
            "Application with identifier '\(clientId)' was not found in the directory '\(directory)'. This can happen "
                + "if the application has not been installed by the administrator of the tenant or consented to by "
                + "any user in the tenant. You may have sent your authentication request to the wrong tenant."
        )
    }

    static func noServicePrincipal(_ clientId: GUID, in directoryId: GUID) -> EntraError {
        EntraError(
            7_000_229,
            "invalid_client",
            "The client application \(clientId) is missing service principal in the tenant \(directoryId). "
                + "See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119"
        )
    }

    static let noCredential = EntraError(
        7_000_218,
        "invalid_client",
        "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."
    )

    static func wrongSecret(_ clientId: GUID) -> EntraError {
        EntraError(
            7_000_215,
            "invalid_client",
            "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, "
                + "not the client secret ID, for a secret added to app '\(clientId)'."
        )
    }

    static func expiredSecret(_ clientId: GUID) -> EntraError {
        EntraError(
            7_000_222,
            "invalid_client",
            "The provided client secret keys for app '\(clientId)' are expired. Visit the Azure portal to create new "
                + "keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for "
                + "added security: https://aka.ms/certCreds."
        )
    }

    static func unknownResource(_ name: String, in directory: String) -> EntraError {
        EntraError(
            500011,
            "invalid_resource",
            "The resource principal named \(name) was not found in the tenant named \(directory). This can happen if "
                + "the application has not been installed by the administrator of the tenant or consented to by any "
                + "user in the tenant. You might have sent your authentication request to the wrong tenant."
        )
    }
}
