package import VaultCrypto
internal import VaultModel
internal import VaultStore

extension DirectVault {
    /// Gives some tenants to `sink` as a bundle for `recipient`: a backup of a small vault of its own, with a fresh key.
    ///
    /// `isReadOnly` makes a set of it that, restored, can be used and not changed.
    package func exportBundle(
        _ selection: TenantSelection, to recipient: RecipientKey, isReadOnly: Bool,
        _ sink: @escaping ([UInt8]) throws -> Void
    ) async throws -> ExportReport {
        try VaultFailure.translating {
            let plan = try exposing(selection)
            let bundle = try emptyBundle(for: recipient)
            try store.read { snapshot in
                try bundle.write { edit in
                    try edit.record(surroundings.entry(.created))
                    try edit.set(VaultSettings(isReadOnly: isReadOnly))
                    try edit.fill(plan, from: snapshot)
                }
            }
            _ = try bundle.writeBackup(to: sink) { _, _ in }
            return plan.report
        }
    }

    // In a function of its own: inlined above, the keys crash the optimiser of Swift 6.3.1.
    @inline(never)
    private func emptyBundle(for recipient: RecipientKey) throws -> SealedVault {
        let made = try KeyRing.create(
            schema: SealedVault.newestSchema, for: .recipient(recipient), at: surroundings.now())
        let header = made.header
        return try SealedVault.createInMemory(header: header, keys: made.takeKeys())
    }
}

extension VaultEdit {
    /// Puts what was planned into this empty vault, under record IDs of its own.
    fileprivate func fill(_ plan: ExportPlan, from snapshot: VaultSnapshot) throws {
        var tenants: [RecordID: RecordID] = [:]
        var applications: [RecordID: RecordID] = [:]
        var tenantCounts: [RecordID: UInt32] = [:]
        var viaCounts: [RecordID: UInt32] = [:]
        for item in plan.items {
            tenants[item.member.id] = .random()
            applications[item.member.tenant.application] = applications[item.member.tenant.application] ?? .random()
            tenantCounts[item.member.tenant.application, default: 0] += 1
            if let via = item.via { viaCounts[via, default: 0] += 1 }
        }
        for item in plan.items {
            let old = item.member.tenant.application
            guard let id = tenants[item.member.id], let application = applications[old] else { continue }
            let tenant = item.member.tenant
            try insert(
                Tenant(
                    name: tenant.name, directoryID: tenant.directoryID, application: application,
                    resource: tenant.resource, signIn: tenant.signIn, tags: tenant.tags, notes: tenant.notes,
                    viaCount: viaCounts[item.member.id] ?? 0), as: id)
            guard let credential = item.credential else { continue }
            let secret = try snapshot.secret(of: item, credential)
            let carried = Credential(
                id: .random(), kind: credential.kind, state: .active, keyID: credential.keyID, hint: credential.hint,
                notBefore: credential.notBefore, expiry: credential.expiry,
                // Two vaults have it now.
                exposed: true, added: credential.added)
            // The secret goes with its own word on where it may be sent.
            try insert(secret, as: carried.id)
            var copy = item.member.application
            copy.credentials = [carried]
            copy.principal = id
            copy.via = item.via.flatMap { tenants[$0] }
            copy.tenantCount = tenantCounts[old] ?? 1
            copy.reading = nil
            // What one vault does about the application is no other's business, and its command line may say too much.
            copy.rotation = nil
            copy.lostAttempts = []
            copy.deliveryCommand = nil
            copy.offboarding = nil
            try insert(copy, as: application)
        }
    }
}
