internal import FoundationEssentials
internal import VaultStore

extension DirectVault {
    /// Writes a backup of the whole vault to `path`, whole and read back, in place of an earlier one of the same vault.
    ///
    /// The log records it afterwards: what stands there is a backup that there is. A backup gives nobody anything that
    /// the vault's file does not.
    package func backUp(
        to path: String, progress: @escaping @Sendable (Int, Int) -> Void
    ) async throws -> BackupReport {
        try VaultFailure.translating {
            let (summary, bytes) = try store.backUp(to: path, progress: progress)
            do {
                try store.write { try $0.record(surroundings.entry(.backedUp)) }
            } catch {
                let failure = VaultFailure(any: error, tenant: "NAME")
                throw VaultFailure(
                    failure.code, "the backup was made and is whole, but the log does not say so: \(failure.message)",
                    hint: failure.hint)
            }
            return BackupReport(
                file: path, vaultID: summary.vaultID.uuidString.lowercased(),
                generation: Int(clamping: summary.generation), tenants: summary.tenants, bytes: bytes)
        }
    }
}
