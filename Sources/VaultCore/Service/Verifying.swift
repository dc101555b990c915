internal import FoundationEssentials
internal import VaultModel
internal import VaultStore

extension DirectVault {
    /// Opens everything there is; nothing of it is kept.
    ///
    /// Of a vault that is damaged the report says where, and how much is sound; its `damage` is then the failure.
    package func verify(progress: @escaping @Sendable (Int, Int) -> Void) async throws -> VerifyReport {
        let clock = ContinuousClock()
        let start = clock.now
        var report: VerifyReport
        do {
            report = VerifyReport(try store.read { try $0.verifyEverything(progress: progress) }, of: store)
        } catch let error as StoreError {
            guard case .damaged = error else { throw VaultFailure(error) }
            report = try survey(error)
        } catch {
            throw VaultFailure(any: error, tenant: "NAME")
        }
        let (seconds, attoseconds) = (clock.now - start).components
        report.milliseconds = Int(clamping: seconds) * 1000 + Int(clamping: attoseconds / 1_000_000_000_000_000)
        return report
    }

    private func survey(_ damage: StoreError) throws -> VerifyReport {
        let found: DamageReport
        do {
            found = try store.read { $0.surveyDamage() }
        } catch {
            // Not even the manifest can be had: there is nothing to hold rows against.
            throw VaultFailure(damage)
        }
        var report = VerifyReport(found.counts, of: store)
        report.damage = VaultFailure(damage)
        report.findings = found.findings.map { finding in
            VerifyReport.Finding(
                table: finding.table, row: finding.row.map { String($0) }, bucket: finding.bucket,
                tenants: finding.tenants.map(\.description), what: finding.what)
        }
        return report
    }
}

extension VerifyReport {
    fileprivate init(_ counts: VerificationCounts, of store: SealedVault) {
        self.init(
            vaultID: store.vaultID.uuidString.lowercased(), generation: Int(clamping: counts.generation),
            epoch: Int(counts.epoch), slots: counts.slots, tenants: counts.tenants, applications: counts.applications,
            secrets: counts.secrets, auditRows: counts.auditRows, auditFrom: counts.auditFrom,
            auditUntil: counts.auditUntil)
    }
}
