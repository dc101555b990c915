package import VaultModel

/// Where a rule was set, weakest first: each wins over those before it.
package enum PolicySource: Sendable, Hashable {
    /// Nobody set it.
    case builtIn
    case vault
    case tag(Tag)
    case tenant
}

/// Everything that was set, and how it falls together: the tenant's own rule, else the strictest of its tags', else the
/// vault's, else the built-in one.
///
/// Of several tags the strictest counts, so that no order among tags has to be remembered.
package struct PolicyBook: Sendable, Equatable {
    package var vault: PolicyOverrides
    package var tags: [Tag: PolicyOverrides]

    package init(vault: PolicyOverrides = PolicyOverrides(), tags: [Tag: PolicyOverrides] = [:]) {
        self.vault = vault
        self.tags = tags
    }

    /// The rule for `key` that counts for a tenant with those tags and rules of its own, and where it comes from.
    package func rule(
        _ key: PolicyKey, tags tenantTags: [Tag], tenant: PolicyOverrides
    ) -> (value: PolicyValue, source: PolicySource) {
        if let value = tenant[key] { return (value, .tenant) }
        var found: (value: PolicyValue, source: PolicySource)?
        for tag in tenantTags.sorted() {
            guard let value = tags[tag]?[key] else { continue }
            if let known = found, !key.isStricter(value, than: known.value) { continue }
            found = (value, .tag(tag))
        }
        if let found { return found }
        if let value = vault[key] { return (value, .vault) }
        return (Policy()[key], .builtIn)
    }

    /// All rules that count for such a tenant, as one policy.
    package func policy(tags tenantTags: [Tag] = [], tenant: PolicyOverrides = PolicyOverrides()) -> Policy {
        var policy = Policy()
        // Nearly all vaults have few rules, and a listing asks for 10,000 tenants.
        if vault.isEmpty, tenant.isEmpty, tags.isEmpty { return policy }
        for key in PolicyKey.allCases { policy[key] = rule(key, tags: tenantTags, tenant: tenant).value }
        return policy
    }
}

extension PolicyKey {
    /// Whether `left` asks more of a credential than `right`.
    package func isStricter(_ left: PolicyValue, than right: PolicyValue) -> Bool {
        switch (left, right) {
        case (.duration(let left), .duration(let right)):
            switch self {
            case .maximumLifetime, .overlap, .refreshTokenIdle: left < right
            case .rotateBefore, .critical: left > right
            case .neverExpires, .unknownExpiry, .certificateRequired: false
            }
        case (.flag(let left), .flag(let right)):
            switch self {
            case .neverExpires: !left && right
            case .unknownExpiry, .certificateRequired: left && !right
            case .maximumLifetime, .rotateBefore, .critical, .overlap, .refreshTokenIdle: false
            }
        case (.duration, .flag), (.flag, .duration): false
        }
    }
}
