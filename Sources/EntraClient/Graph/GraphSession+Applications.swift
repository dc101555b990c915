package import VaultModel

/// What a directory says of one application.
package struct GraphReading: Sendable, Equatable {
    /// Those of the registration.
    package var application: Result<GraphCredentials, EntraError>
    /// Those of its service principal; nil where they could not be read, or there is none.
    package var servicePrincipal: GraphCredentials?
    /// Nil where the policies could not be read, which takes a right of its own.
    package var limits: CredentialLimits?

    package init(
        application: Result<GraphCredentials, EntraError>, servicePrincipal: GraphCredentials? = nil,
        limits: CredentialLimits? = nil
    ) {
        self.application = application
        self.servicePrincipal = servicePrincipal
        self.limits = limits
    }
}

extension GraphSession {
    /// From so many on, the directory is asked for all its applications by page instead of for each by itself.
    private static let listedFrom = 20
    /// More registrations than a directory may have objects by default.
    private static let mostApplications = 300_000

    /// So many are read, and given to whoever keeps them, at a time.
    private static let slice = 100

    /// Reads the credentials of registrations in one directory, and what limits them, and gives them to `keep` some at a
    /// time, in the order of `ids`.
    ///
    /// - Throws: `EntraError` where nothing more can be read at all, and whatever `keep` throws; what fails for one
    ///   application stands in its reading.
    package func applications(
        _ ids: [ClientID], _ keep: ([ClientID: GraphReading]) throws -> Void
    ) async throws {
        let listed = ids.count >= Self.listedFrom ? await list(Set(ids)) : [:]
        var usual: [String: JSONValue]??
        for start in stride(from: 0, to: ids.count, by: Self.slice) {
            let part = Array(ids[start..<min(start + Self.slice, ids.count)])
            try keep(try await read(part, listed, &usual))
        }
    }

    /// `usual` is what holds for all, once it was asked for.
    private func read(
        _ ids: [ClientID], _ listed: [ClientID: GraphCredentials], _ usual: inout [String: JSONValue]??
    ) async throws(EntraError) -> [ClientID: GraphReading] {
        let rest = ids.filter { listed[$0] == nil }
        let batch = GraphBatch(session: self)
        let found = try await batch.get(rest.map { "/applications(appId='\($0)')?\(GraphCredentials.selected)" })
        let principals = try await batch.get(
            ids.map { "/servicePrincipals(appId='\($0)')?\(GraphCredentials.selectedOfPrincipal)" })
        let policies = try await batch.get(ids.map { "/applications(appId='\($0)')/appManagementPolicies" })
        let standing: [String: JSONValue]?
        if let known = usual { standing = known } else { standing = await usualRestrictions() }
        usual = .some(standing)
        var readings: [ClientID: GraphReading] = [:]
        for id in ids { readings[id] = listed[id].map { GraphReading(application: .success($0)) } }
        for (id, result) in zip(rest, found) {
            readings[id] = GraphReading(
                application: result.flatMap { members in
                    Result { () throws(EntraError) in try Self.credentials(members, of: id) }
                })
        }
        for (index, id) in ids.enumerated() {
            guard case .success(let application) = readings[id]?.application else { continue }
            readings[id]?.servicePrincipal = try? principals[index].get().credentials(of: id)
            readings[id]?.limits = Self.limits(policies[index], standing, application)
        }
        return readings
    }

    private func list(_ ids: Set<ClientID>) async -> [ClientID: GraphCredentials] {
        // Whoever may not list all may still read its own, one by one.
        guard
            let items = try? await pages(
                "/applications?\(GraphCredentials.selected)&$top=100", limit: Self.mostApplications)
        else { return [:] }
        var found: [ClientID: GraphCredentials] = [:]
        for item in items {
            guard let members = item.object, let id = members["appId"]?.string.flatMap({ ClientID($0) }),
                ids.contains(id), let credentials = try? GraphCredentials(members)
            else { continue }
            found[id] = credentials
        }
        return found
    }

    static func credentials(
        _ members: [String: JSONValue], of id: ClientID
    ) throws(EntraError) -> GraphCredentials {
        // The answer to another question is worse than none.
        guard members["appId"]?.string.flatMap({ ClientID($0) }) == id else { throw .malformedReply(.contradiction) }
        return try GraphCredentials(members)
    }

    /// The restrictions for all applications that have no policy of their own; nil where they may not be read.
    private func usualRestrictions() async -> [String: JSONValue]? {
        Self.usualRestrictions(try? await get("/policies/defaultAppManagementPolicy"))
    }

    static func usualRestrictions(_ policy: [String: JSONValue]?) -> [String: JSONValue]? {
        guard let policy else { return nil }
        guard policy["isEnabled"] == .bool(true) else { return [:] }
        return policy["applicationRestrictions"]?.object ?? [:]
    }

    /// An application's own policies count in place of the directory's default (Graph, appManagementPolicy).
    static func limits(
        _ own: Result<[String: JSONValue], EntraError>, _ usual: [String: JSONValue]?, _ application: GraphCredentials
    ) -> CredentialLimits? {
        guard let policies = (try? own.get())?["value"]?.array else { return nil }
        let enabled = policies.prefix(20).compactMap(\.object).filter { $0["isEnabled"] == .bool(true) }
        guard enabled.isEmpty else {
            return enabled.reduce(CredentialLimits()) { limits, policy in
                let restrictions = policy["restrictions"]?.object ?? [:]
                return limits.narrowed(by: CredentialLimits(restrictions: restrictions, created: application.created))
            }
        }
        return usual.map { CredentialLimits(restrictions: $0, created: application.created) }
    }
}

extension [String: JSONValue] {
    fileprivate func credentials(of id: ClientID) throws -> GraphCredentials {
        try GraphSession.credentials(self, of: id)
    }
}
