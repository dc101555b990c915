/// Answers what asks for objects and changes none.
struct GraphReads: Sendable {
    /// The most objects of a page.
    static let pageLimit = 999

    let directory: Directory
    let certificates: CertificateCache
    let request: GraphRequest
    let caller: GraphCaller

    /// Words what is read.
    var reading: GraphReading { GraphReading(request: request) }

    /// The registrations of the directory, or the one that a filter names.
    func applications() async throws(GraphError) -> GraphReply {
        let query = try GraphQuery(request.query, limit: Self.pageLimit)
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

    /// One registration.
    func application(_ key: ApplicationKey) async throws(GraphError) -> GraphReply {
        try caller.checkReadAny()
        guard let found = await directory.application(key, in: caller.directoryId) else { throw .notFound(key.text) }
        try caller.checkRead(found)
        return try reading.one(entity(found), of: "applications")
    }

    /// Who owns a registration; reads of its credentials are not counted by it.
    func owners(of key: ApplicationKey) async throws(GraphError) -> GraphReply {
        let query = try GraphQuery(request.query, limit: Self.pageLimit)
        try caller.checkReadAny()
        guard let found = await directory.registration(key, in: caller.directoryId) else { throw .notFound(key.text) }
        try caller.checkRead(found)
        let owners = await directory.owners(of: found, in: caller.directoryId)
        return try reading.page(owners.map { OwnerEntity(principal: entity($0)) }, of: "directoryObjects", query)
    }

    /// The service principals of the directory, or the one that a filter names.
    func servicePrincipals() async throws(GraphError) -> GraphReply {
        let query = try GraphQuery(request.query, limit: Self.pageLimit)
        try ServicePrincipalEntity.check(query)
        guard let key = query.filter?.key else {
            try caller.checkReadAll()
            let all = await directory.principals(in: caller.directoryId)
            return try reading.page(all.map(entity), of: "servicePrincipals", query)
        }
        try caller.checkReadAny()
        let found = await directory.principal(key, in: caller.directoryId)
        if let found { try caller.checkRead(found.application) }
        return try reading.page(found.map { [entity($0)] } ?? [], of: "servicePrincipals", query)
    }

    /// One service principal.
    func servicePrincipal(_ key: ApplicationKey) async throws(GraphError) -> GraphReply {
        try caller.checkReadAny()
        guard let found = await directory.principal(key, in: caller.directoryId) else { throw .notFound(key.text) }
        try caller.checkRead(found.application)
        return try reading.one(entity(found), of: "servicePrincipals")
    }

    /// A partner's relationships with its customers.
    func relationships() async throws(GraphError) -> GraphReply {
        try caller.check(GraphCaller.readRelationships)
        let query = try GraphQuery(request.query, limit: 300)
        let all = await directory.tenant(caller.directoryId)?.delegatedAdminRelationships ?? []
        return try reading.page(
            all.map(RelationshipEntity.init),
            of: "tenantRelationships/delegatedAdminRelationships",
            query
        )
    }

    private func entity(_ application: Seed.Application) -> ApplicationEntity {
        ApplicationEntity(application: application, certificates: certificates)
    }

    private func entity(_ found: (application: Seed.Application, home: GUID)) -> ServicePrincipalEntity {
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
