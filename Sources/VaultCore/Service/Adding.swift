internal import EntraClient
internal import FoundationEssentials
internal import VaultCrypto
internal import VaultModel
internal import VaultStore

extension DirectVault {
    package func add(_ order: consuming TenantOrder) async throws -> TenantReport {
        let name = order.name.description
        let text = order.directory
        let isVerified = order.verify
        let plan: AddingPlan
        do {
            try SecretCheck.check(order.secret)
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
        let secret = try sealable(order.secret.take(), plan.destination, directory)
        let proof = isVerified ? try await verifySignIn(plan, directory, secret, name) : nil
        return try VaultFailure.translating {
            let hint = SecretCheck.hint(of: secret)
            return try store.write { edit in
                try edit.add(plan, directory: directory, secret: secret, hint: hint, at: surroundings.now())
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

    /// Binds a new secret to where it may go.
    func sealable(
        _ secret: consuming SecretBytes?, _ destination: Destination, _ directory: DirectoryID
    ) throws -> StoredSecret? {
        guard let secret else { return nil }
        return StoredSecret(
            kind: .clientSecret, destination: destination, directoryID: directory, material: secret)
    }

    /// Mints a token that nobody gets, to see that directory, client and secret belong together.
    func verifySignIn(
        _ plan: AddingPlan, _ directory: DirectoryID, _ secret: borrowing StoredSecret?, _ name: String
    ) async throws -> SignInTrace {
        let request = try plan.request(directory: directory)
        var trace = SignInTrace(request, keyID: plan.keyID)
        do {
            switch secret {
            case .some(let secret): _ = try await entra.mint(request, secret: secret.material)
            case .none:
                guard case .existing(let id, let application) = plan.base else { throw VaultFailure.noCredential(name) }
                let (result, used) = await signIn(request, application, at: id, name)
                trace.keyID = used?.keyID
                _ = try result.get()
            }
        } catch {
            throw VaultFailure(any: error, tenant: name).beforeStoring(name)
        }
        return trace
    }
}

extension VaultSnapshot {
    /// One tenant as it is printed.
    func single(_ name: String, at instant: Date) throws -> TenantReport {
        let roster = try roster(TenantSelection(names: [name]))
        guard let member = roster.members.first else { throw VaultFailure.noTenant(name) }
        return TenantReport(member, names: roster.names, at: instant)
    }
}

extension Application {
    /// Client secrets to sign in with, in the order in which they are tried.
    var signInCredentials: [Credential] {
        credentials.filter { $0.kind == .clientSecret && $0.state == .active }
            + credentials.filter { $0.kind == .clientSecret && $0.state == .retiring }
    }
}

extension VaultFailure {
    static func noCredential(_ tenant: String) -> VaultFailure {
        VaultFailure(
            .noCredential, "\"\(tenant)\" has no secret to sign in with",
            hint: "enter one with \"partner-vault edit \(shellQuoted(tenant)) --new-secret\"")
    }
}
