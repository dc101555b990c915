internal import FoundationEssentials

/// What holds for an application's new credentials: its own policy where it has one, else the directory's.
///
/// One that has its own inherits nothing (Graph, application authentication methods API overview).
struct ManagementRules: Sendable {
    private typealias Rule = (restriction: Seed.Restriction, policy: String)

    private var secrets: [Rule] = []
    private var certificates: [Rule] = []

    /// Finds what holds for an application; nothing does where there is no directory.
    init(for application: Seed.Application, in tenant: Seed.Tenant?) {
        let own = (tenant?.appManagementPolicies ?? [])
            .filter { $0.isEnabled && ($0.appliesTo ?? []).contains(application.appId) }
        for policy in own { add(policy.restrictions, policy.id.description, application) }
        if own.isEmpty, let standing = tenant?.defaultAppManagementPolicy, standing.isEnabled {
            add(standing.applicationRestrictions, DefaultPolicyEntity.id, application)
        }
    }

    /// Refuses a secret that they forbid.
    func check(_ credential: Seed.PasswordCredential) throws(GraphError) {
        if let rule = secrets.first(where: { $0.restriction.restrictionType == "passwordAddition" }) {
            throw .badRequest(
                "Credential type not allowed as per assigned policy '\(rule.policy)'.",
                code: "CredentialTypeNotAllowedAsPerAppPolicy"
            )
        }
        guard let begin = credential.startDateTime, let end = credential.endDateTime else { return }
        try Self.check(end.timeIntervalSince(begin), secrets, "passwordLifetime")
    }

    /// Refuses a certificate that they forbid.
    func check(_ key: NewKey) throws(GraphError) {
        try Self.check(key.end.timeIntervalSince(key.begin), certificates, "asymmetricKeyLifetime")
    }

    private mutating func add(_ restrictions: Seed.Restrictions?, _ policy: String, _ application: Seed.Application) {
        secrets += (restrictions?.passwordCredentials ?? []).filter { $0.binds(application) }.map { ($0, policy) }
        certificates += (restrictions?.keyCredentials ?? []).filter { $0.binds(application) }.map { ($0, policy) }
    }

    private static func check(_ life: TimeInterval, _ rules: [Rule], _ type: String) throws(GraphError) {
        for rule in rules where rule.restriction.restrictionType == type {
            guard let longest = rule.restriction.maxLifetime.flatMap({ TimeInterval(isoDuration: $0) }), life > longest
            else { continue }
            throw .badRequest(
                "Credential lifetime exceeds the max value allowed as per assigned policy '\(rule.policy)'.",
                code: "CredentialInvalidLifetimeAsPerAppPolicy"
            )
        }
    }
}

extension Seed.Restriction {
    /// Whether it holds for an application, by its state and by when that was registered.
    fileprivate func binds(_ application: Seed.Application) -> Bool {
        guard state?.lowercased() != "disabled" else { return false }
        return restrictForAppsCreatedAfterDateTime.map { application.created > $0 } ?? true
    }
}
