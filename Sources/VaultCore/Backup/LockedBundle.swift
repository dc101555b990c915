package import VaultCrypto
internal import VaultStore

/// A bundle, or a backup that tenants are to be taken from, whose start was found sane and that no key has opened yet.
package final class LockedBundle {
    /// About 100,000 tenants; what is taken in lies in memory.
    private static let limit = 512 << 20

    private let header: BackupHeader
    private let source: BackupSource

    package init(_ input: ImportSource) throws {
        let source = BackupSource(limit: Self.limit) { try input.next($0) }
        self.source = source
        header = try VaultFailure.readingBackup { try source.header() }
    }

    package var needsKeyFile: Bool { header.vault.needsKeyFile }
    package var takesPassphrase: Bool { header.vault.takesPassphrase }

    /// Opens the bundle and verifies every byte of it; once it is open, there is nothing more to unlock.
    package func unlock(with key: consuming SlotKey) async throws -> OpenedBundle {
        try header.vault.checkKind(of: key)
        return try VaultFailure.readingBackup {
            let vaultKey = try KeyRing.unlock(header.vault, with: key)
            return OpenedBundle(
                vault: try SealedVault.openInMemory(
                    header, keys: try vaultKey.keys(of: header.vault), from: source))
        }
    }
}

/// A bundle in memory, verified.
package final class OpenedBundle: Sendable {
    private let vault: SealedVault

    init(vault: SealedVault) {
        self.vault = vault
    }

    func rows(_ options: ImportOptions, _ report: inout ImportReport) throws -> [PendingRow] {
        var refused: [ImportReport.Refusal] = []
        let rows = try VaultFailure.readingBackup {
            try vault.importRows(options) { refused.append(.init(line: $0.line, reason: $0.reason.description)) }
        }
        report.refused += refused
        return rows
    }
}
