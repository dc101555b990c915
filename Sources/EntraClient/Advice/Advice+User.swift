extension Advice {
    private static let login = #"run "partner-vault login NAME""#

    private static let strongSignIn = Advice(
        "multifactor authentication is needed",
        .afterSignIn,
        #"run "partner-vault login NAME"; a password alone cannot do it"#
    )
    private static let managedDevice = Advice(
        "a managed device is needed",
        .afterSignIn,
        #"run "partner-vault login NAME --browser" on a device that the directory manages"#
    )
    private static let revoked = Advice("the sign-in was revoked", .afterSignIn, login)
    private static let refreshExpired = Advice("the refresh token has expired", .afterSignIn, login)
    private static let newDeviceCode = Advice(
        "the device code is wrong or has expired",
        .afterSignIn,
        #"run "partner-vault login NAME --device-code" for a new one"#
    )
    private static let restart = Advice("the sign-in was used twice or mixed up", .afterSignIn, login)

    /// People who sign in.
    static let userAdvice: [Int: Advice] = [
        50034: Advice(
            "there is no such user",
            .afterFix,
            #"check the user name and directory with "partner-vault show NAME""#
        ),
        50126: Advice(
            "the user name or password is wrong",
            .afterFix,
            #"enter the right one with "partner-vault edit NAME"; repeated failures lock the account"#
        ),
        50053: Advice(
            "the account is locked, or the address is blocked",
            .never,
            "wait, or have an admin unlock the account and look at the sign-in logs in the Entra portal"
        ),
        50055: Advice(
            "the password has expired",
            .afterFix,
            #"have the password reset, then run "partner-vault login NAME""#
        ),
        50057: Advice(
            "the user is disabled",
            .afterFix,
            "have an admin enable the user under Users in the Entra portal"
        ),
        50076: strongSignIn, 50074: strongSignIn, 50079: strongSignIn, 50072: strongSignIn, 50078: strongSignIn,
        50158: Advice(
            "another provider has to confirm the sign-in",
            .afterSignIn,
            #"run "partner-vault login NAME --browser""#
        ),
        50097: managedDevice, 53000: managedDevice, 53001: managedDevice, 530_003: managedDevice,
        53003: Advice(
            "Conditional Access blocks the sign-in",
            .never,
            "ask an admin to look at the sign-in logs in the Entra portal"
        ),
        50173: revoked, 50132: revoked, 50133: revoked,
        70008: refreshExpired, 700_082: refreshExpired,
        700_084: Advice(
            "the refresh token of a single-page app lives one day",
            .afterSignIn,
            "register http://localhost as a mobile and desktop platform under Authentication, not as a single-page app"
        ),
        70043: Advice(
            "Conditional Access asks for a fresh sign-in",
            .afterSignIn,
            login
        ),
        54005: restart, 501_481: restart, 50147: restart,
        70016: Advice(
            "the device code was not entered yet",
            .backoff,
            #"finish the sign-in on the other device, or begin anew with "partner-vault login NAME""#
        ),
        70018: newDeviceCode, 70019: newDeviceCode, 70020: newDeviceCode,
        // Partner Center's own number, with HTTP 401.
        900_421: Advice(
            "Partner Center asks for a sign-in with multifactor authentication",
            .afterSignIn,
            #"run "partner-vault login NAME --browser" and confirm with a second factor"#
        ),
    ]

    private static let ourFault = Advice(
        "the request was malformed",
        .afterFix,
        #"report this as a fault of partner-vault, with the correlation ID of "partner-vault audit NAME""#
    )
    private static let passing = Advice(
        "the directory had a passing fault",
        .backoff,
        #"try again in a minute: "partner-vault probe NAME"; see the service's health page if it stays"#
    )

    /// The exchange itself.
    static let flowAdvice: [Int: Advice] = [
        90013: ourFault, 90014: ourFault, 900_144: ourFault,
        50196: Advice(
            "the client asked for the same too often",
            .never,
            #"stop the program that loops, which "partner-vault audit NAME" shows; tokens are good until they expire"#
        ),
        90033: passing, 90006: passing, 90012: passing, 90024: passing, 90090: passing, 50033: passing,
        50087: passing,
        90055: Advice(
            "the directory has too many requests",
            .backoff,
            #"wait a few minutes, then run "partner-vault probe NAME""#
        ),
    ]
}
