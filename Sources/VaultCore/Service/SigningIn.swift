internal import EntraClient
internal import VaultModel
internal import VaultStore

extension DirectVault {
    /// Signs in with the active secret, and with the retiring one where the directory does not know the active yet.
    ///
    /// A secret goes only where it is bound to; `isMoving` lifts that for the person who is about to bind it anew.
    func signIn(
        _ request: TokenRequest, _ application: Application, at id: RecordID, _ tenant: String, isMoving: Bool = false
    ) async -> (result: Result<AccessToken, any Error>, used: Credential?) {
        var result: Result<AccessToken, any Error> = .failure(VaultFailure.noCredential(tenant))
        var used: Credential?
        for credential in application.signInCredentials {
            used = credential
            do {
                let stored = try secret(of: credential, at: id, tenant)
                // The secret's own word on where it may go; the application's is only a copy.
                guard isMoving || stored.destination.authority == request.destination.authority else {
                    throw VaultFailure.changedMeanwhile(tenant)
                }
                return (.success(try await entra.mint(request, secret: stored.material)), used)
            } catch {
                result = .failure(error)
                guard case EntraError.refused(let refusal) = error, refusal.code == 7_000_215 else { break }
            }
        }
        return (result, used)
    }

    /// The secret as it is now: one that was replaced since its credential was read is no sign of damage.
    private func secret(of credential: Credential, at id: RecordID, _ tenant: String) throws -> StoredSecret {
        // GRDB's closures cannot return what cannot be copied.
        var secret: StoredSecret?
        try store.read { snapshot in
            guard let present = try snapshot.application(id),
                present.credentials.contains(where: { $0.id == credential.id })
            else { throw VaultFailure.changedMeanwhile(tenant) }
            secret = try snapshot.secret(of: credential, of: present)
        }
        guard let secret else { throw StoreError.noSuchRecord }
        return secret
    }
}

extension VaultSnapshot {
    /// Opens a secret and compares what it is bound to with what its application says.
    fileprivate func secret(of credential: Credential, of application: Application) throws -> StoredSecret {
        let stored = try secret(of: credential)
        guard stored.destination == application.destination, stored.directoryID == application.homeDirectory else {
            throw StoreError.damaged(.record)
        }
        return stored
    }
}
