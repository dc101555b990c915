/// The delegated permissions that a token carries.
struct Permissions: Equatable, Sendable {
    /// Their names, as `scp` lists them.
    let names: [String]

    /// Finds what an application was granted on an API in a directory, as far as it is asked for.
    ///
    /// - Parameters:
    ///   - request: what is asked for.
    ///   - target: the API.
    ///   - application: who asks.
    ///   - directoryId: the directory that issues the token.
    ///   - version: the endpoint, which decides how a permission that was never asked for is refused.
    /// - Throws: the refusal of a permission that was not granted.
    init(
        _ request: ScopeRequest,
        on target: ResourceTarget,
        of application: Seed.Application,
        in directoryId: GUID,
        _ version: EndpointVersion
    ) throws(EntraError) {
        let openID = target.isGraph ? request.openID.subtracting(["offline_access"]).sorted() : []
        guard let granted = application.granted(on: target, in: directoryId) else {
            names = (request.names ?? [target.isGraph ? "User.Read" : "user_impersonation"]) + openID
            return
        }
        if granted.isEmpty, version == .v1 { throw .resourceNotRegistered(application, target.asked) }
        let wanted = request.names ?? granted
        guard !granted.isEmpty, Set(wanted).isSubset(of: granted) else { throw .notConsented(application) }
        names = wanted + openID
    }

    /// The `scope` of a reply.
    func scope(for request: ScopeRequest, on target: ResourceTarget, _ version: EndpointVersion) -> String {
        guard version == .v2 else { return names.joined(separator: " ") }
        let openID = request.openID.subtracting(["offline_access"]).sorted()
        let own = names.filter { !openID.contains($0) }.map { "\(target.asked)/\($0)" }
        let all = request.names == nil ? ["\(target.asked)/.default"] : []
        return (openID + own + all).joined(separator: " ")
    }
}

extension Seed.Application {
    /// The permissions granted on an API in a directory: nil where nothing bounds them, empty where there are none.
    fileprivate func granted(on target: ResourceTarget, in directoryId: GUID) -> [String]? {
        if let consent = applicationConsents?.first(where: { $0.directoryId == directoryId }),
            let grants = consent.applicationGrants, !grants.isEmpty
        {
            return grants.filter { $0.enterpriseApplicationId == target.appId }
                .flatMap { $0.scope.split(separator: ",").map { String($0.filter { $0 != " " }) } }
        }
        return scopes.map { scopes in
            scopes.filter { target.isNamed($0.key) }.flatMap(\.value)
        }
    }
}
