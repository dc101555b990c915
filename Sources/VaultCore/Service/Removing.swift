internal import EntraClient
package import VaultCrypto
internal import FoundationEssentials
internal import VaultModel
internal import VaultStore

extension DirectVault {
    package func removable(_ selection: TenantSelection) async throws -> [TenantReport] {
        try VaultFailure.translating {
            let (roster, book) = try store.read {
                try $0.mustTakeChanges()
                return (try $0.roster(selection, archived: .named), try $0.policyBook())
            }
            _ = try Removal(of: roster.members)
            return roster.reports(book, at: surroundings.now())
        }
    }

    package func remove(_ selection: TenantSelection) async throws -> [TenantReport] {
        try VaultFailure.translating {
            let reports = try store.write { edit in
                try edit.mustTakeChanges()
                let roster = try edit.roster(selection, archived: .named)
                try edit.remove(roster.members)
                for member in roster.members {
                    try edit.record(surroundings.entry(.removed, tenant: member.tenant.name.description))
                }
                return roster.reports(try edit.policyBook(), at: surroundings.now())
            }
            return reports
        }
    }

    /// Lends a part of a credential, the active one unless another is named, after that was recorded.
    ///
    /// - Throws: `noCredential`; `usage` for a part that it has not.
    package func reveal(
        _ name: String, credential: String?, part: RevealedPart? = nil, _ body: (borrowing SecretBytes) throws -> Void
    ) async throws {
        try VaultFailure.translating {
            // Durable before the secret is lent: what is not in the log was not revealed.
            var stored: StoredSecret?
            try store.write { edit in
                try edit.mustTakeChanges()
                let member = try edit.single(name)
                var application = member.application
                let index = try application.index(of: credential, tenant: member.tenant.name.description)
                try RevealedPart.check(part, of: application.credentials[index].kind)
                // The certificate alone is for everyone to see.
                if part != .certificate { application.credentials[index].exposed = true }
                try edit.update(application, at: member.tenant.application)
                var entry = surroundings.entry(.revealed, tenant: member.tenant.name.description)
                entry.keyID = application.credentials[index].keyID
                try edit.record(entry)
                stored = try edit.secret(of: application.credentials[index])
            }
            guard let stored else { return }
            switch part {
            case .key: try body(try SigningCertificate(sealed: stored.material).keyPEM())
            case .certificate: try body(try SigningCertificate(sealed: stored.material).certificatePEM())
            case .secret, nil: try body(stored.material)
            }
        }
    }
}

/// What goes with some tenants.
private struct Removal {
    /// Tenants by the application that they leave.
    let leaving: [RecordID: [Roster.Member]]
    /// Applications that nobody uses any more.
    let gone: Set<RecordID>
    /// How many applications each tenant's rights manage no longer.
    let released: [RecordID: Int]

    /// - Throws: `inUse` where others need what would go.
    init(of members: [Roster.Member]) throws {
        let leaving = Dictionary(grouping: members) { $0.tenant.application }
        for (_, users) in leaving {
            guard let application = users.first?.application else { continue }
            let isLast = users.count == Int(application.tenantCount)
            if isLast, application.rotation?.isUnderWay == true {
                throw VaultFailure.rotationOpen(users[0].tenant.name.description)
            }
            if let principal = users.first(where: { $0.id == application.principal }), !isLast {
                let others = Int(application.tenantCount) - users.count
                throw VaultFailure(
                    .inUse,
                    (others == 1 ? "1 other tenant uses" : "\(others) other tenants use")
                        + " the application of \"\(principal.tenant.name)\"",
                    hint: others == 1 ? "remove it first, or with it" : "remove them first, or with it")
            }
        }
        let gone = Set(leaving.filter { id, users in users.count == Int(users[0].application.tenantCount) }.keys)
        var released: [RecordID: Int] = [:]
        for id in gone {
            if let via = leaving[id]?.first?.application.via { released[via, default: 0] += 1 }
        }
        for member in members where Int(member.tenant.viaCount) > released[member.id, default: 0] {
            throw VaultFailure(
                .inUse, "other applications are managed with the rights of \"\(member.tenant.name)\"",
                hint: "give them another --via first")
        }
        (self.leaving, self.gone, self.released) = (leaving, gone, released)
    }
}

extension VaultEdit {
    /// Removes tenants, and the applications that nobody uses any more.
    ///
    /// - Throws: `inUse` before anything is removed.
    fileprivate func remove(_ members: [Roster.Member]) throws {
        let removal = try Removal(of: members)
        for member in members { try removeTenant(member.id) }
        for (id, users) in removal.leaving {
            if removal.gone.contains(id) {
                try removeApplication(id)
            } else if var application = try application(id) {
                application.tenantCount -= UInt32(users.count)
                try update(application, at: id)
            }
        }
        let removed = Set(members.map(\.id))
        for (via, count) in removal.released where !removed.contains(via) { try countVia(of: via, by: -count) }
        try clearTokenCache()
    }
}

extension Application {
    fileprivate func index(of wanted: String?, tenant: String) throws -> Int {
        guard let wanted else {
            guard let active = credentials.firstIndex(where: { $0.state == .active }) else {
                throw VaultFailure.noCredential(tenant)
            }
            return active
        }
        guard
            let index = credentials.firstIndex(where: {
                $0.id.text == wanted.lowercased() || $0.keyID?.description == wanted.lowercased()
            })
        else {
            throw VaultFailure(
                .noCredential, "\"\(tenant)\" has no credential \"\(wanted)\"",
                hint: "see them with \"partner-vault show \(shellQuoted(tenant))\"")
        }
        return index
    }
}
