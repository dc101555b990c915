internal import HTTPTypes

/// What a path of Graph leads to.
enum GraphPath: Equatable, Sendable {
    /// All registrations of the directory.
    case applications
    /// One of them.
    case application(ApplicationKey)
    /// Who owns one.
    case owners(ApplicationKey)
    /// The policies that one was assigned.
    case policiesOfApplication(ApplicationKey)
    /// A new secret for one.
    case addPassword(ApplicationKey)
    /// The end of a secret.
    case removePassword(ApplicationKey)
    /// A new certificate for one.
    case addKey(ApplicationKey)
    /// The end of a certificate.
    case removeKey(ApplicationKey)
    /// All service principals of the directory.
    case servicePrincipals
    /// One of them.
    case servicePrincipal(ApplicationKey)
    /// The policy for applications without one of their own.
    case defaultPolicy
    /// The policies for single applications.
    case policies
    /// One of those.
    case policy(String)
    /// What it is for.
    case policyTargets(String)
    /// A partner's relationships with its customers.
    case relationships
    /// Several requests in one.
    case batch

    /// Reads the parts after the version.
    init(_ segments: [String]) throws(GraphError) {
        guard let first = segments.first else { throw .unknownSegment("") }
        let (name, key) = try Self.keyed(first)
        let rest = Array(segments.dropFirst())
        switch name {
        case "applications": self = try Self.applications(key, rest)
        case "servicePrincipals": self = try Self.servicePrincipals(key, rest)
        case "policies" where key == nil: self = try Self.policies(rest)
        case "tenantRelationships" where key == nil && rest == ["delegatedAdminRelationships"]: self = .relationships
        case "$batch" where key == nil && rest.isEmpty: self = .batch
        default: throw .unknownSegment(segments.last ?? name)
        }
    }

    /// The methods that it goes with.
    var methods: Set<HTTPRequest.Method> {
        switch self {
        case .addPassword, .removePassword, .addKey, .removeKey, .batch: [.post]
        case .application: [.get, .patch]
        case .applications, .owners, .policiesOfApplication, .servicePrincipals, .servicePrincipal, .defaultPolicy,
            .policies, .policy, .policyTargets, .relationships:
            [.get]
        }
    }

    private static func applications(_ key: ApplicationKey?, _ rest: [String]) throws(GraphError) -> GraphPath {
        var rest = rest[...]
        guard let key = key ?? rest.popFirst().map(ApplicationKey.objectId) else { return .applications }
        guard let action = rest.popFirst() else { return .application(key) }
        guard rest.isEmpty else { throw .unknownSegment(rest.last ?? action) }
        switch action {
        case "appManagementPolicies": return .policiesOfApplication(key)
        case "addPassword", "microsoft.graph.addPassword": return .addPassword(key)
        case "removePassword", "microsoft.graph.removePassword": return .removePassword(key)
        case "addKey", "microsoft.graph.addKey": return .addKey(key)
        case "removeKey", "microsoft.graph.removeKey": return .removeKey(key)
        case "owners": return .owners(key)
        default: throw .unknownSegment(action)
        }
    }

    private static func servicePrincipals(_ key: ApplicationKey?, _ rest: [String]) throws(GraphError) -> GraphPath {
        var rest = rest[...]
        guard let key = key ?? rest.popFirst().map(ApplicationKey.objectId) else { return .servicePrincipals }
        guard rest.isEmpty else { throw .unknownSegment(rest.last ?? "") }
        return .servicePrincipal(key)
    }

    private static func policies(_ rest: [String]) throws(GraphError) -> GraphPath {
        switch (rest.first, rest.count) {
        case ("defaultAppManagementPolicy", 1): return .defaultPolicy
        case ("appManagementPolicies", 1): return .policies
        case ("appManagementPolicies", 2): return .policy(rest[1])
        case ("appManagementPolicies", 3) where rest[2] == "appliesTo": return .policyTargets(rest[1])
        default: throw .unknownSegment(rest.last ?? "policies")
        }
    }

    /// Takes `applications(appId='…')` apart.
    private static func keyed(_ segment: String) throws(GraphError) -> (name: String, key: ApplicationKey?) {
        guard let open = segment.firstIndex(of: "(") else { return (segment, nil) }
        let inner = segment[segment.index(after: open)...]
        guard inner.hasPrefix("appId='"), inner.hasSuffix("')"), inner.count >= "appId='')".count else {
            throw .badQuery("The key in '\(segment)' is not a valid key predicate.")
        }
        return (String(segment[..<open]), .appId(String(inner.dropFirst(7).dropLast(2))))
    }
}

/// What names an application, or its service principal.
enum ApplicationKey: Equatable, Sendable {
    /// The client ID, in parentheses.
    case appId(String)
    /// The object's ID.
    case objectId(String)

    /// The name as it was given.
    var text: String {
        switch self {
        case .appId(let text), .objectId(let text): text
        }
    }
}
