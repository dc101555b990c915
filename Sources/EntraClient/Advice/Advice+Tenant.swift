extension Advice {
    private static let noTenant = Advice(
        "the request names no directory",
        .afterFix,
        #"give the directory's own ID: "partner-vault edit NAME --directory-id ID""#
    )
    private static let otherCloud = Advice(
        "the directory is in another cloud",
        .afterFix,
        #"run "partner-vault edit NAME --cloud usgov|dod|china|public""#
    )
    private static let tenantEndpoint = Advice(
        "the shared endpoint is not allowed here",
        .afterFix,
        #"give the directory's own ID: "partner-vault edit NAME --directory-id ID""#
    )
    private static let wrongRegistration = Advice(
        "the registration's permissions do not fit the directory",
        .afterFix,
        "correct the API permissions in the app registration, and check that the service is licensed"
    )
    private static let adminNeeded = Advice(
        "an admin has to consent",
        .afterSignIn,
        #"run "partner-vault consent NAME --check" for the page on which an admin grants it"#
    )

    /// Directories, clouds and endpoints.
    static let tenantAdvice: [Int: Advice] = [
        90002: Advice(
            "there is no such directory",
            .afterFix,
            #"check the directory ID and cloud with "partner-vault show NAME""#
        ),
        90019: noTenant, 50059: noTenant, 50128: noTenant,
        50194: Advice(
            "a single-tenant application used the shared endpoint",
            .afterFix,
            #"give the directory's own ID: "partner-vault edit NAME --directory-id ID""#
        ),
        90038: otherCloud, 900_382: otherCloud, 900_432: otherCloud,
        9_001_023: tenantEndpoint, 90133: tenantEndpoint,
        90072: Advice(
            "the account is from elsewhere and not a guest here",
            .afterFix,
            #"invite the account under Users, or sign in with another: "partner-vault login NAME""#
        ),
    ]

    /// Consent and permissions.
    static let consentAdvice: [Int: Advice] = [
        65001: Advice(
            "nobody has consented to the application",
            .afterFix,
            #"run "partner-vault consent NAME --check" for the page on which an admin grants it"#
        ),
        65004: Advice(
            "the user declined consent",
            .afterSignIn,
            #"accept at the next "partner-vault login NAME", or have an admin consent under Enterprise applications"#
        ),
        90094: adminNeeded, 90095: adminNeeded,
        650_052: wrongRegistration, 650_056: wrongRegistration, 650_057: wrongRegistration,
        90099: Advice(
            "the application is not authorised in the customer's directory",
            .afterFix,
            #"consent as its partner: "partner-vault consent NAME --grant""#
        ),
        530_034: Advice(
            "delegated administration is blocked for suspicious activity",
            .never,
            "ask the customer's own admin to look at Risky users in the Entra portal"
        ),
    ]
}
