internal import FoundationEssentials
internal import Hummingbird

/// One request of a user on the way through the authorize page: sign-in, consent, and back to the application.
struct AuthorizeVisit: Sendable {
    let directory: Directory
    let signingKey: SigningKey
    let client: AuthorizeClient
    let request: AuthorizeRequest
    let seed: Seed
    let exchange: Exchange

    private var application: Seed.Application { client.client.application }

    /// Shows the next page or goes back; throws what the application is to hear.
    func next() async throws -> Response {
        let form = exchange.form
        guard exchange.method == .post else {
            if request.prompt == "none" { throw EntraError.loginRequired }
            return Page.signIn(to: application, userName: request.loginHint).response()
        }
        if form["action"] == "cancel" { throw EntraError.cancelled }
        if let id = form["flow"] { return try await consented(id) }
        let person: Person
        do {
            person = try signedIn(form)
        } catch {
            return Page.signIn(to: application, userName: form["username"], refusal: error).response()
        }
        return try await afterSignIn(person)
    }

    private func signedIn(_ form: Form) throws(EntraError) -> Person {
        let name = client.client.authority.displayName
        let person = try seed.signIn(form["username"] ?? "", password: form["password"] ?? "", in: name)
        try person.checkMembership(
            in: client.client.tenant(for: person).directoryId,
            appHome: client.client.home
        )
        try person.checkSecondFactor(shown: person.hasSecondFactor)
        return person
    }

    private func afterSignIn(_ person: Person) async throws -> Response {
        let resource = request.scopes.resource ?? KnownResources.graph
        let tenant = client.client.tenant(for: person)
        guard let target = KnownResources(seed.resources).target(resource, for: application) else {
            throw EntraError.unknownResource(resource, in: tenant.displayName)
        }
        if let policy = person.policy(for: application), policy.protects(target), policy.isBlocking,
            !request.claims.hasChallenge
        {
            return Page.refusal(policy.refusal).response()
        }
        let permissions = try Permissions(
            request.scopes,
            on: target,
            of: application,
            in: tenant.directoryId,
            request.version
        )
        do {
            try client.client.checkConsent(of: person, in: tenant)
            if request.prompt != "consent" { return try await code(for: person) }
        } catch let refusal as EntraError where refusal == .notConsented(application) {
            guard tenant.userConsentAllowed ?? true || person.user.admin ?? true else {
                return Page.refusal(.adminConsentRequired).response()
            }
        } catch let refusal as EntraError {
            return Page.refusal(refusal).response()
        }
        let name = person.user.userPrincipalName
        let id = await directory.keep(PendingConsent(page: exchange.path, userPrincipalName: name))
        let asked = permissions.names.map { "\(target.asked): \($0)" }
        return Page.consent(
            "Permissions requested",
            to: application,
            as: name,
            permissions: asked,
            hidden: [("flow", id)]
        ).response()
    }

    private func consented(_ id: String) async throws -> Response {
        guard let pending = await directory.takeConsent(id, for: exchange.path),
            let person = seed.person(named: pending.userPrincipalName)
        else { return Page.signIn(to: application, userName: request.loginHint).response() }
        await directory.addConsent(
            to: application.appId,
            .init(
                directoryId: client.client.tenant(for: person).directoryId,
                userPrincipalName: pending.userPrincipalName
            )
        )
        return try await code(for: person)
    }

    private func code(for person: Person) async throws -> Response {
        let text = "1.A" + Data.random(240).base64URL
        await directory.keep(
            AuthorizationCode(
                clientId: application.appId,
                redirectURI: client.redirectURI,
                challenge: request.challenge,
                scopes: request.scopes,
                nonce: request.nonce,
                userPrincipalName: person.user.userPrincipalName,
                isMFA: person.hasSecondFactor,
                claimsMet: person.meetsPolicy(of: application, with: request.claims),
                issued: exchange.now
            ),
            as: text
        )
        var fields = [(name: "code", value: text)]
        if request.version == .v1 { fields.append(("session_state", GUID().description)) }
        if request.wantsClientInfo { fields.append(("client_info", person.clientInfo)) }
        if request.wantsIdToken { fields.append(("id_token", try await idToken(for: person))) }
        return client.reply(fields)
    }

    private func idToken(for person: Person) async throws -> String {
        let claims = Claims(
            idTokenFor: person,
            of: application,
            in: client.client.tenant(for: person).directoryId,
            isMFA: person.hasSecondFactor,
            nonce: request.nonce,
            version: request.version,
            authority: exchange.baseURL,
            now: exchange.now
        )
        return try await signingKey.sign(claims, withNonce: false)
    }
}
