internal import VaultCrypto
internal import VaultModel
internal import VaultStore

extension SealedVault {
    /// The tenants of a bundle as rows to import, in the order of names; what is refused goes to `refuse`.
    ///
    /// Whoever made the bundle had its keys and could write anything into it, so that texts are held to the same rules
    /// as those of other files.
    func importRows(
        _ options: ImportOptions, refusing refuse: (ImportRefusal) -> Void
    ) throws -> [PendingRow] {
        try read { snapshot in
            try mustFitTogether(snapshot)
            let members = try snapshot.roster(.everything)
            var rows: [PendingRow] = []
            for (place, member) in members.members.enumerated() {
                do {
                    let row = try snapshot.row(member, members.referred, line: place + 1)
                    rows.append(PendingRow(row, options))
                } catch let refusal as ImportRefusal {
                    refuse(refusal)
                }
            }
            return rows
        }
    }

    /// A bundle has nothing that only looks like a vault's own.
    private func mustFitTogether(_ snapshot: VaultSnapshot) throws {
        for (_, application) in try snapshot.everything().applications {
            guard try snapshot.tenant(application.principal)?.directoryID == application.homeDirectory else {
                throw StoreError.damaged(.record)
            }
        }
    }
}

extension VaultSnapshot {
    fileprivate func row(
        _ member: Roster.Member, _ referred: [RecordID: Tenant], line: Int
    ) throws -> ImportRow {
        let (tenant, application) = (member.tenant, member.application)
        guard ImportTexts.isNote(tenant.notes) else { throw ImportRefusal(line: line, .invalid(.notes)) }
        var row = ImportRow(line: line, name: tenant.name, directory: .id(tenant.directoryID))
        row.resource = tenant.resource
        row.signIn = tenant.signIn
        row.tags = tenant.tags
        row.notes = tenant.notes
        guard application.principal == member.id else {
            row.app = referred[application.principal]?.name
            return row
        }
        guard ImportTexts.isOwner(application.owner) else { throw ImportRefusal(line: line, .invalid(.owner)) }
        guard let credential = application.credentials.first(where: { $0.kind == .clientSecret && $0.state == .active })
        else { throw ImportRefusal(line: line, .missing(.secret)) }
        let secret = try secret(of: credential)
        guard secret.destination == application.destination, secret.directoryID == application.homeDirectory else {
            throw StoreError.damaged(.record)
        }
        row.client = application.clientID
        row.secret = try secret.material.duplicate()
        row.keyID = credential.keyID
        row.expires = credential.expiry.date
        row.neverExpires = credential.expiry == .never
        row.isExposed = credential.exposed
        row.cloud = application.destination.cloud
        row.authority = application.destination.authority
        row.graph = application.destination.graph
        row.endpoint = application.endpoint
        row.owner = application.owner
        row.via = application.via.flatMap { referred[$0]?.name }
        return row
    }
}
