package import FoundationEssentials

extension Seed {
    /// What holds for credentials of all applications of a directory.
    package struct DefaultAppManagementPolicy: Codable, Equatable, Sendable {
        /// Whether it holds at all.
        package var isEnabled: Bool
        /// What holds for registrations.
        package var applicationRestrictions: Restrictions?
        /// What holds for service principals.
        package var servicePrincipalRestrictions: Restrictions?

        /// Makes a policy.
        package init(
            isEnabled: Bool,
            applicationRestrictions: Restrictions? = nil,
            servicePrincipalRestrictions: Restrictions? = nil
        ) {
            self.isEnabled = isEnabled
            self.applicationRestrictions = applicationRestrictions
            self.servicePrincipalRestrictions = servicePrincipalRestrictions
        }
    }

    /// What holds for credentials of single applications.
    package struct AppManagementPolicy: Codable, Equatable, Sendable {
        /// Its ID.
        package var id: GUID
        /// The name given to it.
        package var displayName: String?
        /// What is said about it.
        package var description: String?
        /// Whether it holds at all.
        package var isEnabled: Bool
        /// What holds.
        package var restrictions: Restrictions?
        /// The client IDs of the applications that it is for.
        package var appliesTo: [GUID]?

        /// Makes a policy.
        package init(
            id: GUID,
            displayName: String? = nil,
            isEnabled: Bool,
            restrictions: Restrictions? = nil,
            appliesTo: [GUID]? = nil
        ) {
            self.id = id
            self.displayName = displayName
            self.isEnabled = isEnabled
            self.restrictions = restrictions
            self.appliesTo = appliesTo
        }
    }

    /// What credentials must keep to.
    package struct Restrictions: Codable, Equatable, Sendable {
        /// What secrets must keep to.
        package var passwordCredentials: [Restriction]?
        /// What certificates must keep to.
        package var keyCredentials: [Restriction]?

        /// Makes restrictions.
        package init(passwordCredentials: [Restriction]? = nil, keyCredentials: [Restriction]? = nil) {
            self.passwordCredentials = passwordCredentials
            self.keyCredentials = keyCredentials
        }
    }

    /// One thing that credentials must keep to.
    package struct Restriction: Codable, Equatable, Sendable {
        /// What is restricted, such as `passwordAddition` or `passwordLifetime`.
        package var restrictionType: String
        /// The longest life, such as `P90D`.
        package var maxLifetime: String?
        /// Since when an application must be registered to be bound by it; nil binds all.
        package var restrictForAppsCreatedAfterDateTime: Date?
        /// `enabled` where nothing is said, or `disabled`.
        package var state: String?

        /// Makes a restriction.
        package init(
            restrictionType: String,
            maxLifetime: String? = nil,
            restrictForAppsCreatedAfterDateTime: Date? = nil,
            state: String? = nil
        ) {
            self.restrictionType = restrictionType
            self.maxLifetime = maxLifetime
            self.restrictForAppsCreatedAfterDateTime = restrictForAppsCreatedAfterDateTime
            self.state = state
        }
    }
}

extension Seed {
    /// Refuses restrictions whose life cannot be read: they would restrict nothing.
    func checkManagementPolicies() throws(SeedError) {
        for (index, tenant) in tenants.enumerated() {
            let standing = tenant.defaultAppManagementPolicy
            let lists =
                [
                    ("defaultAppManagementPolicy", standing?.applicationRestrictions),
                    ("defaultAppManagementPolicy", standing?.servicePrincipalRestrictions),
                ] + (tenant.appManagementPolicies ?? []).map { ("appManagementPolicies", $0.restrictions) }
            for (place, restrictions) in lists {
                let all = (restrictions?.passwordCredentials ?? []) + (restrictions?.keyCredentials ?? [])
                for life in all.compactMap(\.maxLifetime) where TimeInterval(isoDuration: life) == nil {
                    throw .invalid(
                        at: "tenants[\(index)].\(place)",
                        reason: "the maxLifetime \"\(life)\" is not a duration such as P90D"
                    )
                }
            }
        }
    }
}
