/// Who asks Graph, and what they may do.
struct GraphCaller: Sendable {
    /// The token.
    let token: GraphToken
    /// Whether the user, if there is one, has the directory role that delegated permissions go with.
    let isAdministrator: Bool

    /// The directory that is asked.
    var directoryId: GUID { token.directoryId }

    /// Refuses a token with none of these permissions.
    func check(_ permissions: Set<String>) throws(GraphError) {
        guard has(permissions) else { throw .denied }
    }

    /// Refuses a token that may not read all registrations.
    func checkReadAll() throws(GraphError) { try check(Self.readAll) }

    /// Refuses a token that may not read even a registration of its own.
    func checkReadAny() throws(GraphError) {
        guard has(Self.readAll) || hasOwn(Self.readOwned) else { throw .denied }
    }

    /// Refuses a token that may not read a registration.
    func checkRead(_ application: Seed.Application) throws(GraphError) {
        guard has(Self.readAll) || (hasOwn(Self.readOwned) && owns(application)) else { throw .denied }
    }

    /// Refuses a token that may not change even a registration of its own.
    func checkWriteAny() throws(GraphError) {
        guard has(Self.writeAll) || hasOwn(Self.writeOwned) else { throw .denied }
    }

    /// Refuses a token that may not change a registration.
    func checkWrite(_ application: Seed.Application) throws(GraphError) {
        guard has(Self.writeAll) || (hasOwn(Self.writeOwned) && owns(application)) else { throw .denied }
    }

    /// Whether it is the application itself that asks, without a user.
    func isItself(_ application: Seed.Application) -> Bool {
        token.scopes == nil && application.appId == token.clientId
    }

    /// The permissions with which policies are read.
    static let readPolicies: Set = ["Policy.Read.All", "Policy.ReadWrite.ApplicationConfiguration"]
    /// The permissions with which a partner's relationships are read.
    static let readRelationships: Set = [
        "DelegatedAdminRelationship.Read.All", "DelegatedAdminRelationship.ReadWrite.All",
    ]
    private static let readAll: Set = ["Application.Read.All", "Application.ReadWrite.All", "Directory.Read.All"]
    private static let readOwned: Set = ["Application.ReadWrite.OwnedBy", "Application.Read.OwnedBy"]
    private static let writeAll: Set = ["Application.ReadWrite.All"]
    private static let writeOwned: Set = ["Application.ReadWrite.OwnedBy"]

    private func has(_ permissions: Set<String>) -> Bool {
        guard let scopes = token.scopes else { return !token.roles.isDisjoint(with: permissions) }
        return isAdministrator && !scopes.isDisjoint(with: permissions)
    }

    /// Whether the application itself, which alone can own something here, has one of these permissions.
    private func hasOwn(_ permissions: Set<String>) -> Bool {
        token.scopes == nil && !token.roles.isDisjoint(with: permissions)
    }

    private func owns(_ application: Seed.Application) -> Bool {
        (application.owners ?? []).contains { owner in
            owner == Seed.Application.itself ? application.appId == token.clientId : GUID(owner) == token.clientId
        }
    }
}
