internal import FoundationEssentials

/// What holds for an application's new secrets: its own policy where it has one, else the directory's.
///
/// One that has its own inherits nothing (Graph, application authentication methods API overview).
struct ManagementRules: Sendable {
    private let rules: [(restriction: Seed.Restriction, policy: String)]

    /// Finds what holds for an application.
    init(for application: Seed.Application, in tenant: Seed.Tenant) {
        let own = (tenant.appManagementPolicies ?? [])
            .filter { $0.isEnabled && ($0.appliesTo ?? []).contains(application.appId) }
            .flatMap { policy in
                (policy.restrictions?.passwordCredentials ?? []).map { ($0, policy.id.description) }
            }
        let standing = tenant.defaultAppManagementPolicy
        let usual = standing?.isEnabled == true ? standing?.applicationRestrictions?.passwordCredentials : nil
        let hasOwn = (tenant.appManagementPolicies ?? [])
            .contains { $0.isEnabled && ($0.appliesTo ?? []).contains(application.appId) }
        let all = hasOwn ? own : (usual ?? []).map { ($0, DefaultPolicyEntity.id) }
        rules = all.filter { $0.0.binds(application) }
    }

    /// Refuses a secret that they forbid.
    func check(_ credential: Seed.PasswordCredential) throws(GraphError) {
        if let rule = rules.first(where: { $0.restriction.restrictionType == "passwordAddition" }) {
            throw .badRequest(
                "Credential type not allowed as per assigned policy '\(rule.policy)'.",
                code: "CredentialTypeNotAllowedAsPerAppPolicy"
            )
        }
        guard let begin = credential.startDateTime, let end = credential.endDateTime else { return }
        for rule in rules where rule.restriction.restrictionType == "passwordLifetime" {
            guard let life = rule.restriction.maxLifetime.flatMap({ TimeInterval(isoDuration: $0) }),
                end.timeIntervalSince(begin) > life
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
