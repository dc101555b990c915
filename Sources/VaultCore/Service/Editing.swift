internal import EntraClient
internal import FoundationEssentials
package import VaultModel
internal import VaultStore

extension DirectVault {
    package func edit(_ name: String, _ change: consuming TenantChange) async throws -> TenantReport {
        let plan: EditingPlan
        let entered: CheckedCredential?
        do {
            entered = try CheckedCredential.of(change.secret, change.proof)
            plan = try store.read {
                try $0.mustTakeChanges()
                return try EditingPlan(change, of: name, in: $0)
            }
        } catch {
            throw VaultFailure(any: error, tenant: name)
        }
        let tenantName = plan.tenant.name.description
        var directory = plan.tenant.directoryID
        if let text = plan.directory {
            directory = try await directoryID(of: text, at: plan.destination, tenant: tenantName)
        }
        let proof = plan.needsSignIn ? try await verifySignIn(plan, directory, entered) : nil
        return try VaultFailure.translating {
            try store.write { edit in
                let name = try edit.apply(plan, directory: directory, entered, at: surroundings.now())
                for event in plan.events {
                    var entry = surroundings.entry(event, tenant: name)
                    entry.keyID = plan.keyID
                    entry.note(proof)
                    try edit.record(entry)
                }
                return try edit.single(name, at: surroundings.now())
            }
        }
    }

    package func rename(_ name: String, to newName: TenantName) async throws -> TenantReport {
        try VaultFailure.translating {
            try store.write { edit in
                try edit.mustTakeChanges()
                let member = try edit.single(name, archived: .named)
                if let (id, _) = try edit.tenant(named: newName), id != member.id {
                    throw VaultFailure(
                        .alreadyThere, "there is a tenant \"\(newName)\" already", hint: "choose another name")
                }
                var tenant = member.tenant
                tenant.name = newName
                try edit.update(tenant, at: member.id)
                try edit.record(surroundings.entry(.renamed, tenant: member.tenant.name.description))
                try edit.record(surroundings.entry(.renamed, tenant: newName.description))
                return try edit.single(newName.description, archived: .named, at: surroundings.now())
            }
        }
    }

    /// Nil where only a user could sign in, and none has yet.
    private func verifySignIn(
        _ plan: EditingPlan, _ directory: DirectoryID, _ entered: CheckedCredential?
    ) async throws -> SignInTrace? {
        let name = plan.tenant.name.description
        let request = try plan.request(directory: directory)
        var trace = SignInTrace(request, keyID: plan.keyID)
        do {
            if let entered {
                let means = entered.means
                _ = try await entra.mint(request, proof: means.proof, grant: means.grant)
            } else {
                guard plan.tenant.signIn == .app || plan.application.userCredential != nil else { return nil }
                // Whoever moves a destination has given the passphrase for it, and the old secret is tried there.
                let order = SignInOrder(
                    request: request, application: plan.application, id: plan.tenant.application,
                    signIn: plan.tenant.signIn, tenant: name, isMoving: true)
                let signedIn = await signIn(order)
                trace.keyID = signedIn.used?.keyID
                try keep(try signedIn.result.get(), of: signedIn.used, order)
            }
        } catch {
            throw VaultFailure(any: error, tenant: name)
        }
        return trace
    }
}
