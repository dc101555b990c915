internal import HTTPTypes
internal import Hummingbird

/// Answers `/{tenant}/adminconsent` and `/{tenant}/v2.0/adminconsent`, where an administrator agrees for everybody.
struct AdminConsentRoutes: Sendable {
    let directory: Directory

    /// Adds the pages; their forms come back to the same address.
    func add(to router: Router<ExchangeContext>) {
        for method in [HTTPRequest.Method.get, .post] {
            for path in [":tenant/adminconsent", ":tenant/v2.0/adminconsent"] {
                router.on(.init(path), method: method) { _, context in
                    await answer(context.exchange)
                }
            }
        }
    }

    private func answer(_ exchange: Exchange) async -> Response {
        let seed = await directory.seed
        let client: AuthorizeClient
        do {
            client = try AuthorizeClient(exchange, in: seed)
        } catch {
            return Page.refusal(error).response(.badRequest)
        }
        let application = client.client.application
        let form = exchange.form
        guard exchange.method == .post else { return Page.signIn(to: application, userName: nil).response() }
        if form["action"] == "cancel" { return client.reply(refusing: .cancelled, exchange) }
        if let id = form["flow"], let pending = await directory.takeConsent(id, for: exchange.path),
            let person = seed.person(named: pending.userPrincipalName)
        {
            return await accept(client, person, exchange)
        }
        do {
            let name = client.client.authority.displayName
            let person = try seed.signIn(form["username"] ?? "", password: form["password"] ?? "", in: name)
            try checkRights(person, client.client)
            let user = person.user.userPrincipalName
            let id = await directory.keep(PendingConsent(page: exchange.path, userPrincipalName: user))
            return Page.consent(
                "Permissions requested for your organization",
                to: application,
                as: user,
                permissions: (application.scopes ?? [:]).sorted { $0.key < $1.key }
                    .flatMap { api in api.value.map { "\(api.key): \($0)" } } + (application.roles ?? []),
                hidden: [("flow", id)]
            ).response()
        } catch {
            return Page.signIn(to: application, userName: form["username"], refusal: error).response()
        }
    }

    private func checkRights(_ person: Person, _ client: TokenClient) throws(EntraError) {
        let directoryId = client.tenant(for: person).directoryId
        try person.checkSecondFactor(shown: person.hasSecondFactor)
        // Only an account of the directory itself can be its administrator.
        guard person.home.directoryId == directoryId else {
            throw .externalAccount(person.user.userPrincipalName, of: person.home.displayName, in: directoryId)
        }
        if person.user.admin == false { throw .adminConsentRequired }
    }

    private func accept(_ client: AuthorizeClient, _ person: Person, _ exchange: Exchange) async -> Response {
        let directoryId = client.client.tenant(for: person).directoryId
        await directory.addConsent(to: client.client.application.appId, in: directoryId, home: client.client.home)
        var fields = [(name: "admin_consent", value: "True"), (name: "tenant", value: directoryId.description)]
        if let scope = exchange.query["scope"] { fields.append(("scope", scope)) }
        return client.reply(fields)
    }
}
