internal import FoundationEssentials
package import VaultModel
internal import VaultCrypto
internal import VaultStore

/// How `import` treats what it reads.
package struct ImportOptions: Sendable {
    /// Nil to recognise it.
    package var format: ImportFormat?
    /// Put on every tenant, beside its own.
    package var tags: [Tag]
    /// For rows that name none.
    package var cloud: Cloud?
    package var app: String?
    package var via: String?
    /// Each new tenant is signed in once before anything is stored.
    package var verify: Bool
    package var dryRun: Bool

    package init(
        format: ImportFormat? = nil, tags: [Tag] = [], cloud: Cloud? = nil, app: String? = nil, via: String? = nil,
        verify: Bool = false, dryRun: Bool = false
    ) {
        self.format = format
        self.tags = tags
        self.cloud = cloud
        self.app = app
        self.via = via
        self.verify = verify
        self.dryRun = dryRun
    }
}

extension DirectVault {
    /// Stores the tenants of a file in one transaction; what is there already is never altered.
    /// `fileName` helps to recognise the format; it is nil for standard input.
    package func importTenants(
        from descriptor: Int32, fileName: String?, _ options: ImportOptions
    ) async throws -> ImportReport {
        var report = ImportReport()
        var pending = try VaultFailure.translating { try read(descriptor, fileName, options, &report) }
        // Applications come before the tenants that use them, whatever the order of the file.
        pending.sort { !$0.usesOther && $1.usesOther }
        var ready: [PendingRow] = []
        for row in pending {
            do {
                if try await prepare(row, options, &report) { ready.append(row) }
            } catch let failure as VaultFailure {
                report.refused.append(.init(line: row.line, reason: failure.message))
            }
        }
        try VaultFailure.translating { try store(ready, options, &report) }
        report.refused.sort { $0.line < $1.line }
        return report
    }

    private func read(
        _ descriptor: Int32, _ fileName: String?, _ options: ImportOptions, _ report: inout ImportReport
    ) throws -> [PendingRow] {
        var pending: [PendingRow] = []
        var reader: ImportReader
        do {
            reader = try ImportReader(descriptor, format: options.format, fileName: fileName)
        } catch {
            throw VaultFailure(.inputUnreadable, "line \(error.line): \(error.reason)")
        }
        while true {
            do {
                guard let row = try reader.next() else { break }
                pending.append(PendingRow(row, options))
            } catch {
                report.refused.append(.init(line: error.line, reason: error.reason.description))
            }
        }
        return pending
    }

    /// Sorts a row into what is there, what is refused, and what is to be stored; asks the network where it must.
    private func prepare(
        _ row: PendingRow, _ options: ImportOptions, _ report: inout ImportReport
    ) async throws -> Bool {
        try SecretCheck.check(row.order.secret)
        let directory = DirectoryID(row.order.directory)
        if let directory, try sortOut(row, directory, &report) { return false }
        guard directory == nil || options.verify else { return true }
        if row.usesOther, (try? store.read({ try AddingPlan(row.order, in: $0) })) == nil {
            // Its application may stand in the same file; then it is stored without a sign-in.
            return true
        }
        let plan = try VaultFailure.translating { try store.read { try AddingPlan(row.order, in: $0) } }
        let found = try await directoryID(of: row.order.directory, at: plan.destination, tenant: row.name)
        row.resolve(found)
        if try sortOut(row, found, &report) { return false }
        if options.verify {
            let secret = try sealable(try row.secretCopy(), plan.destination, found)
            try await verifySignIn(plan, found, secret, row.name)
        }
        return true
    }

    /// Whether the row's name is there already; then it is put into the report.
    private func sortOut(_ row: PendingRow, _ directory: DirectoryID, _ report: inout ImportReport) throws -> Bool {
        let isSame: Bool? = try VaultFailure.translating {
            try store.read { snapshot in
                guard let (_, tenant) = try snapshot.tenant(named: row.order.name) else { return nil }
                let application = try snapshot.application(of: tenant)
                guard tenant.directoryID == directory else { return false }
                guard !row.usesOther else { return true }
                guard application.clientID == row.order.clientID, let credential = application.signInCredentials.first
                else { return false }
                return try row.hasSecret(try snapshot.secret(of: credential).material)
            }
        }
        guard let isSame else { return false }
        if isSame { report.same.append(row.name) } else { report.changed.append(row.name) }
        return true
    }

    private func store(_ rows: [PendingRow], _ options: ImportOptions, _ report: inout ImportReport) throws {
        var added: [String] = []
        var refused: [ImportReport.Refusal] = []
        let now = surroundings.now()
        do {
            try store.write { edit in
                (added, refused) = ([], [])
                for row in rows {
                    do {
                        try edit.add(row, at: now)
                        added.append(row.name)
                    } catch let failure as VaultFailure {
                        refused.append(.init(line: row.line, reason: failure.message))
                    }
                }
                guard !options.dryRun else { throw DryRun() }
                guard !added.isEmpty else { return }
                var entry = surroundings.entry(.imported)
                entry.count = UInt32(clamping: added.count)
                try edit.record(entry)
                for name in added { try edit.record(surroundings.entry(.added, tenant: name)) }
            }
        } catch is DryRun {
            // Everything was tried, and rolled back.
        }
        report.added += added
        report.refused += refused
    }

    private struct DryRun: Error {}
}

extension VaultEdit {
    fileprivate func add(_ row: PendingRow, at instant: Date) throws {
        let plan = try AddingPlan(row.order, in: self)
        guard let directory = row.directory else { throw VaultFailure(.usage, "its directory could not be found") }
        let secret: StoredSecret?
        switch row.order.secret {
        case .some(let material):
            secret = StoredSecret(
                kind: .clientSecret, destination: plan.destination, directoryID: directory,
                material: try material.duplicate())
        case .none: secret = nil
        }
        let hint = SecretCheck.hint(of: secret)
        try add(plan, directory: directory, secret: secret, hint: hint, at: instant)
    }
}
