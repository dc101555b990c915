package import VaultModel

/// For whose credentials a rule is set.
package enum PolicyScope: Sendable, Equatable {
    case vault
    case tag(Tag)
    /// A tenant's name, as typed.
    case tenant(String)
}

/// The rules of one scope: for the vault and for tenants all of them, for a tag those that are set.
package struct PolicyReport: Sendable, Equatable {
    package var scope: PolicyScope
    package var rules: [PolicyRuleReport]

    package init(scope: PolicyScope, rules: [PolicyRuleReport]) {
        self.scope = scope
        self.rules = rules
    }
}

/// One rule, where it comes from, and over which others it won.
package struct PolicyRuleReport: Sendable, Equatable {
    package var key: PolicyKey
    /// As `policy set` takes it.
    package var value: String
    /// `built-in`, `vault`, `tag critical` or `tenant`.
    package var source: String
    /// Those that do not count here, the nearest first.
    package var over: [Loser]

    package struct Loser: Sendable, Equatable {
        package var value: String
        package var source: String
    }
}
