extension Advice {
    /// Secrets, certificates and federated tokens.
    static let credentialAdvice: [Int: Advice] = [
        7_000_215: Advice(
            "the client secret is wrong",
            .afterFix,
            #"it takes the secret's value, not its ID; enter another with "partner-vault edit NAME --new-secret""#
        ),
        7_000_222: Advice(
            "the client secret has expired",
            .afterFix,
            #"make a new secret in the portal, then enter it with "partner-vault edit NAME --new-secret""#
        ),
        7_000_218: Advice(
            "no secret or assertion was sent",
            .afterFix,
            #"enter a secret with "partner-vault edit NAME --new-secret", or allow public client flows"#
        ),
        700_025: Advice(
            "a public client sent a secret",
            .afterFix,
            "turn off public client flows under Authentication in the app registration, or drop the secret"
        ),
        700_027: Advice(
            "the certificate's key is unknown, or the signature is wrong",
            .afterFix,
            #"upload it under Certificates & secrets; its thumbprint is in "partner-vault show NAME""#
        ),
        700_024: Advice(
            "the assertion is outside its time",
            .afterFix,
            #"set this machine's clock, then run "partner-vault probe NAME""#
        ),
        500_133: Advice(
            "the assertion is outside its time",
            .afterFix,
            #"set this machine's clock, then run "partner-vault probe NAME""#
        ),
        70021: Advice(
            "no federated credential matches",
            .afterFix,
            "compare issuer, subject and audience under Certificates & secrets, Federated credentials"
        ),
        700_213: Advice(
            "no federated credential matches the subject",
            .afterFix,
            "compare issuer, subject and audience under Certificates & secrets, Federated credentials"
        ),
    ]

    /// The app registration and its presence in the directory.
    static let applicationAdvice: [Int: Advice] = [
        700_016: Advice(
            "the application is not in this directory",
            .afterFix,
            #"compare the IDs with "partner-vault show NAME", or have an admin of that directory consent to the app"#
        ),
        7_000_229: Advice(
            "the application has no service principal in this directory",
            .afterFix,
            #"run "partner-vault consent NAME --check" for the page on which an admin of that directory consents"#
        ),
        7_000_112: Advice(
            "the application is disabled",
            .never,
            "ask an admin to enable it under Enterprise applications, Properties"
        ),
        7_000_114: Advice(
            "the application may not act on behalf of users",
            .never,
            #"sign in as the application or a user: "partner-vault edit NAME --as app|user""#
        ),
        50011: Advice(
            "the redirect URI is not registered",
            .afterFix,
            "register http://localhost as a mobile and desktop platform under Authentication"
        ),
        500_011: Advice(
            "the resource is not in this directory",
            .afterFix,
            "check the resource's URI for this cloud, or have an admin add it under Enterprise applications"
        ),
        70011: Advice(
            "the scope is invalid",
            .afterFix,
            #"ask for the resource alone: "partner-vault token NAME --resource RESOURCE""#
        ),
        700_022: Advice(
            "the scopes belong to several resources",
            .afterFix,
            #"ask for one at a time: "partner-vault token NAME --resource RESOURCE""#
        ),
        901_002: Advice(
            "the v2 endpoint was sent a resource",
            .afterFix,
            #"run "partner-vault edit NAME --endpoint v1""#
        ),
        50105: Advice(
            "the user is not assigned to the application",
            .afterFix,
            "assign the user under Enterprise applications, Users and groups"
        ),
    ]
}
