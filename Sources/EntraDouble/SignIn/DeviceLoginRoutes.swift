internal import HTTPTypes
internal import Hummingbird

/// Answers `/devicelogin`, where a user enters the code that a device shows, signs in and agrees.
struct DeviceLoginRoutes: Sendable {
    /// Where the page is.
    static let path = "/devicelogin"

    let directory: Directory

    /// Adds the page; its forms come back to it.
    func add(to router: Router<ExchangeContext>) {
        router.get("devicelogin") { _, context in
            Page.deviceCode(context.exchange.query["otc"]).response()
        }
        router.post("devicelogin") { _, context in
            try await answer(context.exchange)
        }
    }

    private func answer(_ exchange: Exchange) async throws -> Response {
        let form = exchange.form
        let userCode = form["code"] ?? ""
        let seed = await directory.seed
        guard let code = await directory.pendingDeviceCode(userCode: userCode, at: exchange.now),
            let client = try? TokenClient(code.clientId.description, in: code.directoryName, of: seed)
        else { return Page.deviceCode(userCode, refusal: .badDeviceCode).response() }
        let hidden = [("code", code.userCode)]
        if form["action"] == "cancel" {
            await directory.answer(userCode: userCode, .declined)
            return Page.done("You declined. You can close this window.").response()
        }
        if let id = form["flow"], let pending = await directory.takeConsent(id, for: exchange.path) {
            try await approve(code, as: pending.userPrincipalName, client: client, seed: seed)
            return Page.done("You have signed in. You can close this window.").response()
        }
        guard form["action"] == "sign-in" else {
            return Page.signIn(to: client.application, userName: nil, hidden: hidden).response()
        }
        do {
            let person = try seed.signIn(
                form["username"] ?? "",
                password: form["password"] ?? "",
                in: client.authority.displayName
            )
            try check(person, client)
            let name = person.user.userPrincipalName
            let id = await directory.keep(PendingConsent(page: exchange.path, userPrincipalName: name))
            return Page.consent(
                "Are you trying to sign in?",
                to: client.application,
                as: name,
                permissions: [],
                hidden: hidden + [("flow", id)]
            ).response()
        } catch {
            let name = form["username"]
            return Page.signIn(to: client.application, userName: name, hidden: hidden, refusal: error).response()
        }
    }

    private func check(_ person: Person, _ client: TokenClient) throws(EntraError) {
        try person.checkMembership(in: client.tenant(for: person).directoryId, appHome: client.home)
        try person.checkSecondFactor(shown: person.hasSecondFactor)
    }

    /// Approves a code as a user who has signed in; the user's consent is part of it.
    func approve(_ code: DeviceCode, as name: String, client: TokenClient, seed: Seed) async throws {
        guard let person = seed.person(named: name) else {
            throw EntraError.unknownUser(name, in: client.authority.displayName)
        }
        try check(person, client)
        let tenant = client.tenant(for: person)
        if tenant.directoryId == person.home.directoryId {
            let consent = Seed.UserConsent(directoryId: tenant.directoryId, userPrincipalName: name)
            await directory.addConsent(to: code.clientId, consent)
        }
        await directory.answer(
            userCode: code.userCode,
            .approved(userPrincipalName: name, isMFA: person.hasSecondFactor)
        )
    }
}
