internal import FoundationEssentials
internal import Synchronization
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
    /// For rows that name none; such a row brings no client ID and secret of its own.
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
        from source: ImportSource, fileName: String?, _ options: ImportOptions
    ) async throws -> ImportReport {
        try mustTakeChanges()
        var report = ImportReport()
        let pending = try read(source, fileName, options, &report)
        return try await take(pending, options, report)
    }

    /// Stores the tenants of a bundle, with their own words on where their secrets may be sent.
    package func importTenants(
        from bundle: OpenedBundle, _ options: ImportOptions
    ) async throws -> ImportReport {
        try mustTakeChanges()
        var report = ImportReport()
        let pending = try bundle.rows(options, &report)
        return try await take(pending, options, report)
    }

    private func mustTakeChanges() throws {
        try VaultFailure.translating { try store.read { try $0.mustTakeChanges() } }
    }

    private func take(
        _ rows: [PendingRow], _ options: ImportOptions, _ begun: ImportReport
    ) async throws -> ImportReport {
        var report = begun
        var pending = rows
        // Applications come before the tenants that use them, whatever the order of the file.
        pending.sort { $0.rank < $1.rank }
        let ready = try await sortOut(pending, verify: options.verify, &report)
        try VaultFailure.translating { try store(ready, options, &report) }
        report.refused.sort { $0.line < $1.line }
        return report
    }

    private func read(
        _ source: ImportSource, _ fileName: String?, _ options: ImportOptions, _ report: inout ImportReport
    ) throws -> [PendingRow] {
        let app = try options.app.map { text in
            guard let name = TenantName(text) else { throw VaultFailure.noTenant(text) }
            return name
        }
        var pending: [PendingRow] = []
        var reader: ImportReader
        do {
            reader = try ImportReader(
                source.take(), format: options.format, fileName: fileName, defaultApp: app)
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

    private func store(_ rows: [PendingRow], _ options: ImportOptions, _ report: inout ImportReport) throws {
        var added: [PendingRow] = []
        var refused: [ImportReport.Refusal] = []
        let now = surroundings.now()
        do {
            try store.write { edit in
                (added, refused) = ([], [])
                for row in rows {
                    do {
                        try edit.add(row, at: now)
                        added.append(row)
                    } catch let failure as VaultFailure {
                        refused.append(.init(line: row.line, reason: failure.message))
                    }
                }
                guard !options.dryRun else { throw DryRun() }
                guard !added.isEmpty else { return }
                var entry = surroundings.entry(.imported)
                entry.count = UInt32(clamping: added.count)
                try edit.record(entry)
                for row in added {
                    var entry = surroundings.entry(.added, tenant: row.name)
                    entry.keyID = row.order.keyID
                    entry.note(row.proof.withLock { $0 })
                    try edit.record(entry)
                }
            }
        } catch is DryRun {
            // Everything was tried, and rolled back.
        }
        report.added += added.map(\.name)
        report.refused += refused
    }

    private struct DryRun: Error {}
}

extension VaultEdit {
    fileprivate func add(_ row: PendingRow, at instant: Date) throws {
        let plan = try AddingPlan(row.order, in: self)
        guard let directory = row.directory else { throw VaultFailure(.usage, "its directory could not be found") }
        try add(plan, directory: directory, try CheckedCredential.of(row.order.secret, nil), at: instant)
    }
}
