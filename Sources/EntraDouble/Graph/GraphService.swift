internal import HTTPTypes

/// Answers single requests to Graph, whether they came by themselves or in a batch.
struct GraphService: Sendable {
    let directory: Directory
    let certificates = CertificateCache()

    /// Answers a request of somebody whose token is good.
    func answer(_ request: GraphRequest, as caller: GraphCaller) async throws(GraphError) -> GraphReply {
        let path = try GraphPath(request.segments)
        guard request.method == path.method else { throw .wrongMethod }
        let reading = GraphReading(request: request)
        switch path {
        case .applications:
            return try await applications(reading, caller)
        case .application(let key):
            return try reading.one(entity(try await readable(key, caller)), of: "applications")
        case .servicePrincipals:
            return try await servicePrincipals(reading, caller)
        case .servicePrincipal(let key):
            return try await servicePrincipal(key, reading, caller)
        case .addPassword(let key):
            return try await addPassword(key, request, caller)
        case .removePassword(let key):
            let keyId = try Self.keyId(request.body)
            try await directory.removePassword(keyId, from: key, as: caller)
            return .noContent
        case .policiesOfApplication, .defaultPolicy, .policies, .policy, .policyTargets:
            try caller.check(GraphCaller.readPolicies)
            return try await policies(path, reading, caller)
        case .relationships:
            try caller.check(GraphCaller.readRelationships)
            let query = try GraphQuery(request.query, limit: 300)
            let all = await directory.tenant(caller.directoryId)?.delegatedAdminRelationships ?? []
            return try reading.page(
                all.map(RelationshipEntity.init),
                of: "tenantRelationships/delegatedAdminRelationships",
                query
            )
        case .batch:
            throw .badRequest("A batch cannot hold a batch.", code: "BadRequest")
        }
    }

    /// The most objects of a page.
    private static let pageLimit = 999

    private func applications(_ reading: GraphReading, _ caller: GraphCaller) async throws(GraphError) -> GraphReply {
        let query = try GraphQuery(reading.request.query, limit: Self.pageLimit)
        try ApplicationEntity.check(query)
        guard let key = query.filter?.key else {
            try caller.checkReadAll()
            let all = await directory.applications(in: caller.directoryId)
            return try reading.page(all.map(entity), of: "applications", query)
        }
        try caller.checkReadAny()
        let found = await directory.application(key, in: caller.directoryId)
        if let found { try caller.checkRead(found) }
        return try reading.page(found.map { [entity($0)] } ?? [], of: "applications", query)
    }

    private func servicePrincipals(
        _ reading: GraphReading,
        _ caller: GraphCaller
    ) async throws(GraphError) -> GraphReply {
        let query = try GraphQuery(reading.request.query, limit: Self.pageLimit)
        try ServicePrincipalEntity.check(query)
        guard let key = query.filter?.key else {
            try caller.checkReadAll()
            let all = await directory.principals(in: caller.directoryId)
            return try reading.page(all.map { entity($0, in: caller) }, of: "servicePrincipals", query)
        }
        try caller.checkReadAny()
        let found = await directory.principal(key, in: caller.directoryId)
        if let found { try caller.checkRead(found.application) }
        return try reading.page(found.map { [entity($0, in: caller)] } ?? [], of: "servicePrincipals", query)
    }

    private func servicePrincipal(
        _ key: ApplicationKey,
        _ reading: GraphReading,
        _ caller: GraphCaller
    ) async throws(GraphError) -> GraphReply {
        try caller.checkReadAny()
        guard let found = await directory.principal(key, in: caller.directoryId) else { throw .notFound(key.text) }
        try caller.checkRead(found.application)
        return try reading.one(entity(found, in: caller), of: "servicePrincipals")
    }

    private func policies(
        _ path: GraphPath,
        _ reading: GraphReading,
        _ caller: GraphCaller
    ) async throws(GraphError) -> GraphReply {
        let tenant = await directory.tenant(caller.directoryId)
        var policies = tenant?.appManagementPolicies ?? []
        let set = "policies/appManagementPolicies"
        switch path {
        case .policy(let id), .policyTargets(let id):
            guard let policy = policies.first(where: { $0.id == GUID(id) }) else { throw .notFound(id) }
            guard case .policyTargets = path else { return try reading.one(PolicyEntity(policy: policy), of: set) }
            let query = try GraphQuery(reading.request.query, limit: Self.pageLimit)
            var targets: [PolicyTargetEntity] = []
            for appId in policy.appliesTo ?? [] {
                let found = await directory.registration(.appId(appId.description), in: caller.directoryId)
                if let found { targets.append(PolicyTargetEntity(application: found)) }
            }
            return try reading.page(targets, of: "directoryObjects", query)
        case .policiesOfApplication(let key):
            guard let found = await directory.registration(key, in: caller.directoryId) else {
                throw .notFound(key.text)
            }
            policies = policies.filter { ($0.appliesTo ?? []).contains(found.appId) }
        case .policies:
            break
        default:
            return try reading.one(DefaultPolicyEntity(policy: tenant?.defaultAppManagementPolicy), of: set)
        }
        let query = try GraphQuery(reading.request.query, limit: Self.pageLimit)
        return try reading.page(policies.map(PolicyEntity.init), of: set, query)
    }

    private func addPassword(
        _ key: ApplicationKey,
        _ request: GraphRequest,
        _ caller: GraphCaller
    ) async throws(GraphError) -> GraphReply {
        let order = try PasswordOrder(request.body)
        let credential = try await directory.addPassword(order, to: key, as: caller)
        guard case .object(var fields) = credential.value(created: request.now) else { return .noContent }
        fields["secretText"] = credential.secretText.map(JSONValue.string)
        fields["@odata.context"] = .string("\(request.baseURL)/v1.0/$metadata#microsoft.graph.passwordCredential")
        return .ok(fields)
    }

    private static func keyId(_ body: GraphRequest.Body) throws(GraphError) -> GUID {
        guard case .string(let text) = try body.fields()["keyId"], let keyId = GUID(text) else { throw .unreadableBody }
        return keyId
    }

    private func readable(_ key: ApplicationKey, _ caller: GraphCaller) async throws(GraphError) -> Seed.Application {
        try caller.checkReadAny()
        guard let found = await directory.application(key, in: caller.directoryId) else { throw .notFound(key.text) }
        try caller.checkRead(found)
        return found
    }

    private func entity(_ application: Seed.Application) -> ApplicationEntity {
        ApplicationEntity(application: application, certificates: certificates)
    }

    private func entity(
        _ found: (application: Seed.Application, home: GUID),
        in caller: GraphCaller
    ) -> ServicePrincipalEntity {
        ServicePrincipalEntity(
            application: found.application,
            home: found.home,
            directoryId: caller.directoryId,
            certificates: certificates
        )
    }
}

extension GraphFilter {
    /// The one object that it names, if it names it by an ID.
    fileprivate var key: ApplicationKey? {
        switch property {
        case "appId": .appId(value)
        case "id": .objectId(value)
        default: nil
        }
    }
}
