internal import FoundationEssentials
internal import VaultModel
internal import VaultStore

/// The last step: the entry stays for the record, with nothing in it that signs in.
extension OffboardRun {
    /// Archives the tenant in one commit, and says since when it is.
    ///
    /// - Throws: `changedMeanwhile` where a credential came or went since `state`, but for those that this run removed.
    func archive(_ state: State) async throws -> Date {
        let known = Set(state.application.credentials.map(\.id))
        let instant = now
        return try await patiently {
            try vault.store.write { edit in
                let present = try current(in: edit)
                if let since = present.tenant.archived { return since }
                try mustBeFree(present, in: edit)
                if present.isOwn(id) {
                    guard known.isSuperset(of: present.application.credentials.map(\.id)) else {
                        throw VaultFailure.changedMeanwhile(name)
                    }
                    try edit.archive(present.application, at: present.tenant.application)
                } else {
                    try edit.detach(id, present)
                }
                try edit.removeRelationships(of: id)
                guard var tenant = try edit.tenant(id) else { throw StoreError.noSuchRecord }
                tenant.archived = instant
                try edit.update(tenant, at: id)
                try edit.clearTokenCache()
                try edit.record(entry(.offboarded))
                return instant
            }
        }
    }
}

extension VaultEdit {
    /// Leaves an application without credentials and without its place in the index: another may have its client ID.
    fileprivate func archive(_ application: Application, at id: RecordID) throws {
        for credential in application.credentials { try removeSecret(credential.id) }
        if let via = application.via { try countVia(of: via, by: -1) }
        try update(application.archived(of: application.principal), at: id)
    }

    /// Gives a customer an archived application of its own, so that it is in nobody's way.
    fileprivate func detach(_ id: RecordID, _ state: OffboardRun.State) throws {
        var shared = state.application
        shared.tenantCount -= 1
        try update(shared, at: state.tenant.application)
        var tenant = state.tenant
        tenant.application = .random()
        try insert(state.application.archived(of: id), as: tenant.application)
        try update(tenant, at: id)
    }
}

extension Application {
    /// What is kept for the record: which application it was, and where.
    fileprivate func archived(of tenant: RecordID) -> Application {
        Application(
            clientID: clientID, homeDirectory: homeDirectory, destination: destination, endpoint: endpoint,
            credentials: [], owner: owner, principal: tenant, offboarding: .archived)
    }
}
