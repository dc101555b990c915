package import VaultCrypto
internal import VaultModel
internal import VaultStore

extension DirectVault {
    /// What `exportPlaintext` and `exportBundle` would take along and leave out.
    package func exportable(_ selection: TenantSelection) async throws -> ExportReport {
        try VaultFailure.translating { try store.read { try $0.exportPlan(selection).report } }
    }

    /// Lends tenants with their secrets as lines of JSON, in the form that `import` reads, after that was recorded.
    ///
    /// - Returns: what went. A secret that is no text cannot go, and its tenant is among those skipped.
    package func exportPlaintext(
        _ selection: TenantSelection, _ body: (borrowing SecretBytes) throws -> Void
    ) async throws -> ExportReport {
        try VaultFailure.translating {
            let plan = try exposing(selection)
            var unfit: Set<String> = []
            try store.read { snapshot in
                for item in plan.items {
                    if let app = item.app?.description, unfit.contains(app) {
                        unfit.insert(item.name)
                        continue
                    }
                    do {
                        try body(try snapshot.line(of: item))
                    } catch SecretReadError.notUTF8 {
                        unfit.insert(item.name)
                    }
                }
            }
            var report = plan.report
            report.tenants.removeAll { unfit.contains($0) }
            report.skipped = (report.skipped + unfit).sorted()
            return report
        }
    }

    /// Marks and records what leaves; nothing leaves before this is durable.
    func exposing(_ selection: TenantSelection) throws -> ExportPlan {
        try store.write { edit in
            let plan = try edit.exportPlan(selection)
            try edit.expose(plan, surroundings)
            return plan
        }
    }
}

extension VaultSnapshot {
    fileprivate func exportPlan(_ selection: TenantSelection) throws -> ExportPlan {
        try mustTakeChanges()
        return try ExportPlan(try roster(selection))
    }

    /// One tenant as `import --format jsonl` reads it.
    fileprivate func line(of item: ExportPlan.Item) throws -> SecretBytes {
        let (tenant, application) = (item.member.tenant, item.member.application)
        var line = try SecretJSONLine()
        try line.put(ImportField.name.rawValue, item.name)
        try line.put(ImportField.directory.rawValue, tenant.directoryID.description)
        try line.put(ImportField.app.rawValue, item.app?.description)
        if let credential = item.credential {
            try line.put(ImportField.client.rawValue, application.clientID.description)
            try line.put(ImportField.secret.rawValue, try secret(of: item, credential).material)
            try line.put(ImportField.keyID.rawValue, credential.keyID?.description)
            try line.put(ImportField.expires.rawValue, credential.expiry.date.map { InstantText.format($0) })
            try line.put(ImportField.cloud.rawValue, application.destination.cloud.rawValue)
            try line.put(ImportField.authority.rawValue, application.destination.authority.description)
            try line.put(ImportField.graph.rawValue, application.destination.graph.description)
            try line.put(ImportField.endpoint.rawValue, application.endpoint.rawValue)
        }
        try line.put(ImportField.resource.rawValue, tenant.resource.description)
        try line.put(ImportField.tags.rawValue, tenant.tags.map(\.description))
        if item.credential != nil {
            try line.put(ImportField.via.rawValue, item.viaName?.description)
            try line.put(ImportField.owner.rawValue, application.owner)
        }
        try line.put(ImportField.notes.rawValue, tenant.notes)
        return try line.finish()
    }
}
