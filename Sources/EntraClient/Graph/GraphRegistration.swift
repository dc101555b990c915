package import FoundationEssentials
package import VaultModel

/// One registration as a rotation needs it.
package struct GraphRegistration: Sendable, Equatable {
    package var objectID: UUID
    package var credentials: GraphCredentials
    /// Those of its service principal; nil where they could not be read, or there is none.
    package var servicePrincipal: GraphCredentials?
    package var servicePrincipalID: UUID?
    /// Nil where the policies could not be read, which takes a right of its own.
    package var limits: CredentialLimits?
    /// It is for personal accounts too, and so may have two secrets at most.
    package var allowsPersonalAccounts: Bool
    /// When it was read, by the directory's own clock.
    package var date: Date?

    package init(
        objectID: UUID, credentials: GraphCredentials, servicePrincipal: GraphCredentials? = nil,
        servicePrincipalID: UUID? = nil, limits: CredentialLimits? = nil, allowsPersonalAccounts: Bool = false,
        date: Date? = nil
    ) {
        self.objectID = objectID
        self.credentials = credentials
        self.servicePrincipal = servicePrincipal
        self.servicePrincipalID = servicePrincipalID
        self.limits = limits
        self.allowsPersonalAccounts = allowsPersonalAccounts
        self.date = date
    }
}

extension GraphSession {
    private static let personalAudiences: Set = ["AzureADandPersonalMicrosoftAccount", "PersonalMicrosoftAccount"]
    /// Ten times as many as Graph allows.
    private static let mostOwners = 1000

    /// Reads one registration and all that a rotation has to know of it, in one batch.
    ///
    /// - Throws: where the registration itself cannot be read; the rest is left out then.
    package func registration(_ id: ClientID) async throws(EntraError) -> GraphRegistration {
        let (replies, date) = try await GraphBatch(session: self).dated([
            "/applications(appId='\(id)')?\(GraphCredentials.selected),signInAudience",
            "/servicePrincipals(appId='\(id)')?\(GraphCredentials.selectedOfPrincipal)",
            "/applications(appId='\(id)')/appManagementPolicies",
            "/policies/defaultAppManagementPolicy",
        ])
        let members = try replies[0].get()
        let credentials = try Self.credentials(members, of: id)
        let principal = try? replies[1].get()
        let principalCredentials = principal.flatMap { try? Self.credentials($0, of: id) }
        return GraphRegistration(
            objectID: try Self.objectID(members), credentials: credentials, servicePrincipal: principalCredentials,
            servicePrincipalID: principalCredentials == nil ? nil : principal.flatMap { try? Self.objectID($0) },
            limits: Self.limits(replies[2], Self.usualRestrictions(try? replies[3].get()), credentials),
            allowsPersonalAccounts: Self.personalAudiences.contains(members["signInAudience"]?.string ?? ""),
            date: date)
    }

    /// Reads the credentials of one registration, and when that was by the directory's clock.
    package func credentials(
        of id: ClientID
    ) async throws(EntraError) -> (credentials: GraphCredentials, date: Date?) {
        let answer = try await answer(to: "/applications(appId='\(id)')?\(GraphCredentials.selected)")
        return (try Self.credentials(answer.members, of: id), answer.date)
    }

    /// Reads the object IDs of a registration's owners, users and service principals alike.
    package func owners(of objectID: UUID) async throws(EntraError) -> Set<UUID> {
        let items = try await pages(
            "/applications/\(Self.path(objectID))/owners?$select=id", limit: Self.mostOwners)
        var owners: Set<UUID> = []
        for item in items {
            guard let members = item.object else { throw .malformedReply(.wrongType("value")) }
            owners.insert(try Self.objectID(members))
        }
        return owners
    }

    private static func objectID(_ members: [String: JSONValue]) throws(EntraError) -> UUID {
        guard let value = members["id"], value != .null else { throw .malformedReply(.missing("id")) }
        // A client ID has the same form, which is read strictly.
        guard let id = value.string.flatMap({ ClientID($0) }) else { throw .malformedReply(.wrongType("id")) }
        return id.uuid
    }
}
