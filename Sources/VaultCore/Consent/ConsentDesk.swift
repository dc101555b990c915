internal import EntraClient
internal import FoundationEssentials
internal import VaultModel
internal import VaultStore

/// Asks directories and Partner Center about consent; one Partner Center token serves all customers of an application.
actor ConsentDesk {
    private let vault: DirectVault
    private let query: ConsentQuery
    private var tokens: [RecordID: Task<String, any Error>] = [:]

    init(_ vault: DirectVault, _ query: ConsentQuery) {
        self.vault = vault
        self.query = query
    }

    /// Never throws: what failed stands in the outcome. `owner` is the tenant whose user signs in, where that is another.
    func outcome(for member: Roster.Member, owner: TenantName?) async -> ConsentOutcome {
        let plan = ConsentPlan(member)
        do {
            return switch query.act {
            case .check: try await check(plan)
            case .grant(let permissions, let again): try await grant(plan, permissions, again: again)
            case .revoke: try await revoke(plan)
            }
        } catch {
            let name = member.tenant.name.description
            let failure = VaultFailure(any: error, tenant: name).signingIn(at: owner?.description, insteadOf: name)
            return plan.outcome(failure: failure, at: vault.surroundings.now())
        }
    }

    private func check(_ plan: ConsentPlan) async throws -> ConsentOutcome {
        let order = try MintPlan(plan.member, TokenQuery(forceNew: true)).order()
        let signedIn = await vault.signIn(order)
        let now = vault.surroundings.now()
        switch signedIn.result {
        case .success(let minted):
            try vault.keep(minted, of: signedIn.used, order)
            return plan.outcome(.granted, at: now)
        case .failure(let error):
            guard case EntraError.refused(let refusal) = error, refusal.isForWantOfConsent else { throw error }
            return plan.outcome(.missing, url: plan.url, at: now)
        }
    }

    private func grant(
        _ plan: ConsentPlan, _ permissions: [ConsentPermission], again: Bool
    ) async throws -> ConsentOutcome {
        let now = vault.surroundings.now()
        if let known = plan.member.tenant.consent, known.state == .granted, !again {
            var outcome = plan.outcome(.granted, at: known.at)
            outcome.isKnown = true
            return outcome
        }
        // In its own directory, and where no partner has signed in, an admin does it on the page.
        guard plan.isCustomer, plan.member.application.userCredential != nil, let place = plan.partnerCenter else {
            return plan.outcome(.missing, url: plan.url, at: now)
        }
        let application = plan.member.application
        let grants = try self.grants(permissions, plan)
        let token = try await token(plan, place.resource)
        _ = try await vault.entra.grantConsent(
            to: application.clientID, name: nil, grants: grants, for: plan.member.tenant.directoryID,
            at: place.origin, token: token)
        return plan.outcome(.granted, at: vault.surroundings.now())
    }

    private func revoke(_ plan: ConsentPlan) async throws -> ConsentOutcome {
        let name = plan.member.tenant.name
        guard plan.isCustomer, let place = plan.partnerCenter else {
            throw VaultFailure(
                .usage, "\"\(name)\" is the application's own directory: no partner consented for it",
                hint: "delete the application there, or remove its permissions in the portal")
        }
        let token = try await token(plan, place.resource)
        _ = try await vault.entra.revokeConsent(
            of: plan.member.application.clientID, for: plan.member.tenant.directoryID, at: place.origin, token: token)
        return plan.outcome(.revoked, at: vault.surroundings.now())
    }

    private func grants(_ permissions: [ConsentPermission], _ plan: ConsentPlan) throws -> [ConsentGrant] {
        let resource = plan.member.tenant.resource
        let wanted =
            permissions.isEmpty
            ? [ConsentPermission(resource, scopes: [resource == .alias(.graph) ? "User.Read" : "user_impersonation"])]
            : permissions
        return try wanted.map { permission in
            let uri = permission.resource.uri(in: plan.member.application.destination.cloud) ?? ""
            guard let client = ClientID(uri) ?? Audience.clientID(of: uri) else {
                throw VaultFailure(
                    .usage, "which application \"\(permission.resource)\" is cannot be told by its address",
                    hint: "name it by its client ID: --permission GUID:Scope")
            }
            return ConsentGrant(enterpriseApplicationID: client, scope: permission.scopes.joined(separator: ","))
        }
    }

    /// A token of the partner's user for Partner Center, in the partner's own directory: one flight an application.
    private func token(_ plan: ConsentPlan, _ resource: String) async throws -> String {
        let id = plan.member.tenant.application
        if let task = tokens[id] { return try await task.value }
        let (vault, member) = (vault, plan.member)
        let task = Task {
            let application = member.application
            let request = TokenRequest(
                destination: application.destination, directoryID: application.homeDirectory,
                clientID: application.clientID, endpoint: application.endpoint, target: .audience(resource))
            let order = SignInOrder(
                request: request, application: application, id: id, signIn: .user,
                tenant: member.tenant.name.description)
            let signedIn = await vault.signIn(order)
            let minted: Minted
            do {
                minted = try signedIn.result.get()
            } catch {
                throw VaultFailure(any: error, tenant: order.tenant)
            }
            try vault.keep(minted, of: signedIn.used, order)
            return minted.token.value
        }
        tokens[id] = task
        return try await task.value
    }
}

extension EntraRefusal {
    /// An admin or user of the directory has not consented, or the application is not there at all.
    fileprivate var isForWantOfConsent: Bool {
        code.map { [65001, 65004, 90094, 90095, 90099, 650_052, 650_056, 650_057, 700_016, 7_000_229].contains($0) }
            ?? (suberror == "consent_required")
    }
}
