internal import EntraClient
internal import FoundationEssentials
internal import VaultModel

/// What is left for people when a secret was in wrong hands: no program can do it for them.
extension RotationRun {
    /// In the order in which it should be done.
    func aftermath(_ application: Application, _ registration: GraphRegistration?) -> [String] {
        let name = shellQuoted(target.tenant)
        var tasks = [
            "tokens that were had with the old secret live on for up to 90 minutes, and up to 28 hours where continuous "
                + "access evaluation was asked for: disable the application's sign-in in the portal if that is too long"
        ]
        let users = application.credentials.filter { $0.kind == .refreshToken }.map { $0.user ?? "the user" }
        for user in users {
            tasks.append("revoke the sessions of \(user), who signed in through it; then: partner-vault login \(name)")
        }
        if let registration {
            let own = Set(application.credentials.compactMap(\.keyID))
            let strangers = (registration.credentials.passwords + registration.credentials.certificates)
                .filter { !own.contains($0.keyID) && $0.isAlive(at: now) }.map(\.keyID.description)
            if !strangers.isEmpty {
                tasks.append(
                    "decide about credentials that the vault does not hold, whoever made them: "
                        + strangers.sorted().joined(separator: ", "))
            }
            let principal =
                (registration.servicePrincipal?.passwords ?? [])
                + (registration.servicePrincipal?.certificates ?? [])
            if principal.contains(where: { $0.isAlive(at: now) }) {
                tasks.append("decide about the credentials of its service principal, which sign in as well")
            }
        }
        let since = previous?.notBefore ?? previous?.added
        tasks.append(
            "look through the sign-in logs of \(application.clientID)"
                + (since.map { " since \(InstantText.format($0))" } ?? "") + " for addresses that are not yours")
        if application.tenantCount > 1 {
            tasks.append("tell the \(application.tenantCount) tenants that are reached with it")
        }
        return tasks
    }
}
