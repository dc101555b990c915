// What asks for management policies, for which there are permissions of their own.
extension GraphReads {
    private static let set = "policies/appManagementPolicies"

    /// The policy for all applications without one of their own.
    func defaultPolicy() async throws(GraphError) -> GraphReply {
        let policy = try await tenant?.defaultAppManagementPolicy
        return try reading.one(DefaultPolicyEntity(policy: policy), of: Self.set)
    }

    /// The policies for single applications.
    func policies() async throws(GraphError) -> GraphReply {
        try page(try await all)
    }

    /// Those that one application was assigned.
    func policies(of key: ApplicationKey) async throws(GraphError) -> GraphReply {
        let policies = try await all
        guard let found = await directory.registration(key, in: caller.directoryId) else { throw .notFound(key.text) }
        return try page(policies.filter { ($0.appliesTo ?? []).contains(found.appId) })
    }

    /// One of them.
    func policy(_ id: String) async throws(GraphError) -> GraphReply {
        try reading.one(PolicyEntity(policy: try await found(id)), of: Self.set)
    }

    /// The applications that one is for.
    func policyTargets(_ id: String) async throws(GraphError) -> GraphReply {
        let policy = try await found(id)
        let query = try GraphQuery(request.query, limit: Self.pageLimit)
        var targets: [PolicyTargetEntity] = []
        for appId in policy.appliesTo ?? [] {
            let found = await directory.registration(.appId(appId.description), in: caller.directoryId)
            if let found { targets.append(PolicyTargetEntity(application: found)) }
        }
        return try reading.page(targets, of: "directoryObjects", query)
    }

    private func page(_ policies: [Seed.AppManagementPolicy]) throws(GraphError) -> GraphReply {
        let query = try GraphQuery(request.query, limit: Self.pageLimit)
        return try reading.page(policies.map(PolicyEntity.init), of: Self.set, query)
    }

    private func found(_ id: String) async throws(GraphError) -> Seed.AppManagementPolicy {
        guard let policy = try await all.first(where: { $0.id == GUID(id) }) else { throw .notFound(id) }
        return policy
    }

    private var all: [Seed.AppManagementPolicy] {
        get async throws(GraphError) { try await tenant?.appManagementPolicies ?? [] }
    }

    /// The directory, for those who may read its policies.
    private var tenant: Seed.Tenant? {
        get async throws(GraphError) {
            try caller.check(GraphCaller.readPolicies)
            return await directory.tenant(caller.directoryId)
        }
    }
}
