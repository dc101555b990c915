internal import FoundationEssentials

// Refusals of a user, or of what a user's application may do.
extension EntraError {
    static func unknownUser(_ name: String, in directory: String) -> EntraError {
        EntraError(
            known: 50034,
            message: "The user account \(name) does not exist in the \(directory) directory. To sign into this "
                + "application, the account must be added to the directory."
        )
    }

    static let wrongPassword = EntraError(known: 50126)
    static let lockedUser = EntraError(known: 50053)
    static let expiredPassword = EntraError(known: 50055)
    static let disabledUser = EntraError(known: 50057)
    static let secondFactorNotRegistered = EntraError(known: 50079)
    static let secondFactorRequired = EntraError(
        known: 50076,
        message: "Due to a configuration change made by your administrator, or because you moved to a new location, "
            + "you must use multi-factor authentication to access the resource."
    )

    static func externalAccount(_ name: String, of home: String, in directoryId: GUID) -> EntraError {
        EntraError(
            known: 90072,
            message: "User account '\(name)' from identity provider '\(home)' does not exist in tenant "
                + "'\(directoryId)' and cannot access the application in that tenant. The account needs to be added "
                + "as an external user in the tenant first."
        )
    }

    static func notConsented(_ application: Seed.Application) -> EntraError {
        EntraError(
            known: 65001,
            message: "The user or administrator has not consented to use the application with ID "
                + "'\(application.appId)' named '\(application.displayName ?? "")'. Send an interactive "
                + "authorization request for this user and resource."
        )
    }

    static func notAuthorizedForPartners(_ application: Seed.Application, in directoryId: GUID) -> EntraError {
        EntraError(
            known: 90099,
            message: "The application '\(application.appId)' has not been authorized in the tenant '\(directoryId)'. "
                + "Applications must be authorized to access the customer tenant before partner delegated "
                + "administrators can use them."
        )
    }

    static func resourceNotRegistered(_ application: Seed.Application, _ resource: String) -> EntraError {
        EntraError(
            known: 650057,
            message: "Invalid resource. The client has requested access to a resource which is not listed in the "
                + "requested permissions in the client's application registration. Client app ID: "
                + "\(application.appId). Resource value from request: \(resource)."
        )
    }

    static let passwordGrantOnCommon = EntraError(known: 9_001_023)
    static let deviceCodeOnCommon = EntraError(known: 90133)
}

// Refusals of a refresh token.
extension EntraError {
    static let unknownRefreshToken = invalidToken("The provided refresh token is not valid.", "bad_token")
    static let spentRefreshToken = invalidToken("The refresh token was redeemed before.", "bad_token")
    static let refreshTokenOfAnotherClient = invalidToken(
        "The refresh token was issued to another client.",
        "client_mismatch"
    )

    private static func invalidToken(_ message: String, _ suberror: String) -> EntraError {
        var refusal = EntraError(70000, "invalid_grant", message)
        refusal.suberror = suberror
        return refusal
    }

    static func revokedGrant(issued: Date?, at now: Date) -> EntraError {
        EntraError(
            known: 50173,
            message: "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user "
                + "might have changed or reset their password. The grant was issued on '\((issued ?? now).instant)' "
                + "and the TokensValidFrom date (before which tokens are not valid) for this user is '\(now.instant)'."
        )
    }

    static func idleRefreshToken(issued: Date) -> EntraError {
        EntraError(
            known: 700082,
            message: "The refresh token has expired due to inactivity. The token was issued on \(issued.instant) and "
                + "was inactive for 90.00:00:00."
        )
    }
}

// Refusals of a code.
extension EntraError {
    static let unknownCode = EntraError(70000, "invalid_grant", "The provided authorization code is not valid.")
    static let redeemedCode = EntraError(known: 54005)
    static let wrongVerifier = EntraError(known: 501481)
    static let invalidChallenge = EntraError(known: 50147)
    static let expiredCode = EntraError(
        known: 70008,
        message: "The provided authorization code or refresh token has expired due to inactivity. Send a new "
            + "interactive authorization request for this user and resource."
    )

    static func otherReplyAddress(_ address: String, than first: String) -> EntraError {
        EntraError(
            500112,
            "invalid_client",
            "The reply address '\(address)' does not match the reply address '\(first)' provided when requesting "
                + "Authorization code."
        )
    }

    static let pendingDeviceCode = EntraError(
        known: 70016,
        message: "OAuth 2.0 device flow error. Authorization is pending. Continue polling."
    )
    static let fastPolling = EntraError(70016, "slow_down", "OAuth 2.0 device flow error. Polling is too fast.")
    static let declinedDeviceCode = EntraError(
        65004,
        "authorization_declined",
        "User declined to consent to access the app."
    )
    static let badDeviceCode = EntraError(known: 70018)
    static let expiredDeviceCode = EntraError(known: 70020)
}
