internal import EntraClient
internal import FoundationEssentials
internal import VaultModel
internal import VaultStore

/// Changes one application in its directory, with the rights that manage it.
struct ApplicationManager: Sendable {
    /// So many reads in a row without it: Graph's servers do not agree at once.
    private static let agreeingReads = 3
    private static let patience: Duration = .seconds(60)

    let vault: DirectVault
    let id: RecordID

    /// Signs in for Graph: with the application's own rights, or its `via` tenant's.
    ///
    /// - Throws: `VaultFailure`, with advice for whoever manages the application of `principal`.
    func open(_ application: Application, of principal: Tenant) async throws -> GraphSession {
        let readerID = application.via ?? application.principal
        let reader = try vault.store.read { snapshot in
            guard let tenant = try snapshot.tenant(readerID) else { throw StoreError.damaged(.record) }
            return Roster.Member(
                id: readerID, tenant: tenant, application: try snapshot.application(of: tenant))
        }
        let member = SyncTarget(id: id, application: application, tenant: principal, tenantID: application.principal)
        let order = try SyncGroup(reader, in: application.homeDirectory, [member], .application, SyncQuery()).order()
        let (signedIn, minted): (SignInResult, Minted)
        do {
            (signedIn, minted) = try await withPatience {
                let signedIn = await vault.signIn(order)
                return (signedIn, try signedIn.result.get())
            }
        } catch {
            throw VaultFailure(any: error, tenant: reader.tenant.name.description).managing(
                principal.name.description, hasVia: application.via != nil)
        }
        try vault.keep(minted, of: signedIn.used, order)
        return GraphSession(
            vault.entra, at: reader.application.destination.graph, token: minted.token.value,
            correlationID: order.request.correlationID)
    }

    /// Takes a credential of ours away in the directory.
    func remove(
        _ kind: Credential.Kind, _ keyID: KeyID, _ object: UUID, provenBy proof: SigningCertificate?,
        _ graph: GraphSession
    ) async throws(EntraError) {
        guard kind == .certificate else { return try await graph.removePassword(keyID, from: object) }
        if let proof {
            try await graph.removeKey(keyID, from: object, provenBy: proof)
        } else {
            try await graph.dropKey(keyID, from: object)
        }
    }

    /// Whether the directory lists it no more, in several reads that agree; `notice` is told its clock at each.
    func isGone(
        _ keyID: KeyID, _ client: ClientID, _ graph: GraphSession, notice: (Date?) -> Void
    ) async throws -> Bool {
        let deadline = vault.surroundings.now().addingTimeInterval(Self.patience.seconds)
        var agreeing = 0
        while true {
            let (credentials, date) = try await graph.credentials(of: client)
            notice(date)
            agreeing = credentials.keyIDs.contains(keyID) ? 0 : agreeing + 1
            if agreeing == Self.agreeingReads { return true }
            guard vault.surroundings.now() < deadline else { return false }
            try await vault.surroundings.pause(.seconds(1))
        }
    }

    /// Waits for as long as a directory asks, a few times and never for long.
    func withPatience<Result>(_ body: () async throws -> Result) async throws -> Result {
        for _ in 0..<3 {
            do { return try await body() } catch EntraError.throttled(let wait) where wait <= .seconds(60) {
                try await vault.surroundings.pause(wait)
            }
        }
        return try await body()
    }
}

extension VaultFailure {
    /// A sign-in failed that should have brought the right to change `tenant`'s application.
    fileprivate func managing(_ tenant: String, hasVia: Bool) -> VaultFailure {
        guard !hasVia, let aadsts, [7_000_222, 7_000_215, 700_027].contains(aadsts) else { return self }
        return VaultFailure(
            code, message,
            hint: "it cannot replace what no longer signs in: name a tenant with rights over it "
                + "(\"partner-vault edit \(shellQuoted(tenant)) --via NAME\"), or enter a new secret with --new-secret",
            aadsts: aadsts)
    }
}
