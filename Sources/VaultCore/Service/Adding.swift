internal import EntraClient
internal import FoundationEssentials
internal import VaultModel
internal import VaultStore

extension DirectVault {
    package func add(_ order: consuming TenantOrder) async throws -> TenantReport {
        let name = order.name.description
        let text = order.directory
        let isVerified = order.verify
        let plan: AddingPlan
        let entered: CheckedCredential?
        do {
            entered = try CheckedCredential.of(order.secret, order.proof)
            plan = try store.read {
                try $0.mustTakeChanges()
                return try AddingPlan(order, in: $0)
            }
        } catch {
            throw VaultFailure(any: error, tenant: name)
        }
        let directory: DirectoryID
        do {
            directory = try await directoryID(of: text, at: plan.destination, tenant: name)
        } catch let failure as VaultFailure {
            throw failure.beforeStoring(name)
        }
        let proof = isVerified ? try await verifySignIn(plan, directory, entered, name) : nil
        return try VaultFailure.translating {
            try store.write { edit in
                try edit.add(plan, directory: directory, entered, at: surroundings.now())
                var entry = surroundings.entry(.added, tenant: name)
                entry.keyID = plan.keyID
                entry.note(proof)
                try edit.record(entry)
                return try edit.single(name, at: surroundings.now())
            }
        }
    }

    /// A GUID as it is; a domain by the authority's OpenID metadata.
    func directoryID(of text: String, at destination: Destination, tenant: String) async throws -> DirectoryID {
        if let directory = DirectoryID(text) { return directory }
        do {
            return try await entra.resolveDirectory(domain: text, authority: destination.authority)
        } catch {
            throw VaultFailure(any: error, tenant: tenant)
        }
    }

    /// Mints a token that nobody gets, to see that directory, client and credential belong together. Nil where only a
    /// user can find out, by signing in.
    func verifySignIn(
        _ plan: AddingPlan, _ directory: DirectoryID, _ entered: CheckedCredential?, _ name: String
    ) async throws -> SignInTrace? {
        let request = try plan.request(directory: directory)
        var trace = SignInTrace(request, keyID: plan.keyID)
        do {
            if let entered {
                _ = try await entra.mint(request, proof: entered.means.proof, grant: entered.means.grant)
            } else {
                guard case .existing(let id, let application) = plan.base else { return nil }
                guard plan.signIn == .app || application.userCredential != nil else { return nil }
                let order = SignInOrder(
                    request: request, application: application, id: id, signIn: plan.signIn, tenant: name)
                let signedIn = await signIn(order)
                trace.keyID = signedIn.used?.keyID
                let minted = try signedIn.result.get()
                try keep(minted, of: signedIn.used, order)
            }
        } catch {
            throw VaultFailure(any: error, tenant: name).beforeStoring(name)
        }
        return trace
    }
}

extension VaultSnapshot {
    /// One tenant as it is printed.
    func single(
        _ name: String, archived: ArchivedTenants = .refused, at instant: Date
    ) throws -> TenantReport {
        let roster = try roster(TenantSelection(names: [name]), archived: archived)
        guard let member = roster.members.first else { throw VaultFailure.noTenant(name) }
        return TenantReport(member, in: roster, try policyBook(), at: instant)
    }
}
