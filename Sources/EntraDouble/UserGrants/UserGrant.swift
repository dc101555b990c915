/// How a user signed in.
struct SignIn: Sendable {
    /// Who.
    let person: Person
    /// Whether a second factor was shown.
    let isMFA: Bool
    /// Whether a Conditional Access challenge was met.
    let claimsMet: Bool
}

/// A decision to issue a token to an application for its user.
struct UserGrant: Sendable {
    /// What was granted.
    let access: Access
    /// Who signed in, and how.
    let signIn: SignIn
    /// The delegated permissions.
    let permissions: Permissions
    /// The `scope` of the reply.
    let scope: String

    /// Decides whether a signed-in user's application may have a token: directory, API, consent, policy.
    ///
    /// - Parameters:
    ///   - scopes: what is asked for.
    ///   - previous: the API asked for before, where this request names none.
    ///   - signIn: who signed in, and how.
    ///   - client: the application.
    ///   - method: how it proved that it is itself.
    ///   - request: the request.
    ///   - seed: the directories at present.
    /// - Throws: the refusal that Entra would send.
    init(
        _ scopes: ScopeRequest,
        after previous: String?,
        signIn: SignIn,
        client: TokenClient,
        method: ClientMethod,
        request: TokenRequest,
        in seed: Seed
    ) throws(EntraError) {
        let person = signIn.person
        let tenant = client.tenant(for: person)
        let application = client.application
        try person.checkMembership(in: tenant.directoryId, appHome: client.home)
        let resource = scopes.resource ?? previous ?? KnownResources.graph
        guard let target = KnownResources(seed.resources).target(resource, for: application) else {
            throw .unknownResource(resource, in: tenant.displayName)
        }
        try client.checkConsent(of: person, in: tenant)
        permissions = try Permissions(scopes, on: target, of: application, in: tenant.directoryId, request.version)
        try person.checkSecondFactor(shown: signIn.isMFA)
        if let policy = person.policy(for: application), policy.protects(target) {
            guard signIn.claimsMet || request.claims.hasChallenge else { throw policy.refusal }
        }
        access = Access(
            directoryId: tenant.directoryId,
            application: application,
            method: method,
            target: target,
            isCapable: request.claims.isCapable
        )
        self.signIn = signIn
        scope = permissions.scope(for: scopes, on: target, request.version)
    }
}

extension TokenClient {
    /// The directory that issues a user's tokens: the one named, or the user's own.
    func tenant(for person: Person) -> Seed.Tenant {
        guard case .directory(let tenant) = authority else { return person.home }
        return tenant
    }

    /// Refuses a directory in which nobody granted the application its permissions.
    func checkConsent(of person: Person, in tenant: Seed.Tenant) throws(EntraError) {
        let directoryId = tenant.directoryId
        if application.isConsented(in: directoryId, home: home, by: person.user.userPrincipalName) { return }
        let isPartner = (person.home.customers ?? []).contains(directoryId)
        throw isPartner ? .notAuthorizedForPartners(application, in: directoryId) : .notConsented(application)
    }
}

extension Person {
    /// What the person must meet besides the password, for an application.
    func policy(for application: Seed.Application) -> Seed.ConditionalAccess? {
        user.conditionalAccess ?? application.conditionalAccess
    }

    /// Whether signing in on a page, with these claims, meets it.
    func meetsPolicy(of application: Seed.Application, with claims: ClaimsRequest) -> Bool {
        claims.hasChallenge || policy(for: application)?.isBlocking == false
    }
}

extension Seed.ConditionalAccess {
    /// Whether an interactive sign-in alone does not meet it.
    var isBlocking: Bool { [53000, 53001, 53003, 530003, 530034, 50097].contains(code) }

    /// Whether an API is one of those that it protects.
    func protects(_ target: ResourceTarget) -> Bool {
        resources?.contains { target.isNamed($0) } ?? true
    }

    /// The refusal, with the challenge.
    var refusal: EntraError {
        let policy = GUID(derivedFrom: "policy \(code)")
        let made = #"{"access_token":{"capolids":{"essential":true,"values":["\#(policy)"]}}}"#
        var refusal = EntraError(known: code)
        refusal.error = "interaction_required"
        refusal.claims = claims ?? made
        return refusal
    }
}
