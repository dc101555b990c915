package import FoundationEssentials
package import VaultCrypto
package import VaultModel

/// A vault whose header was read and found sane, and that no key has opened yet.
package struct LockedVault: Sendable {
    /// Every passphrase slot is combined with a key file.
    package let needsKeyFile: Bool

    /// Tries the passphrase on each slot it may fit, verifies the vault, and opens it.
    package func unlock(
        passphrase: consuming SecretBytes, keyFile: consuming SecretBytes?
    ) async throws -> DirectVault {
        throw VaultFailure(.failure, "not built yet")
    }
}

/// A vault opened in this process.
package final class DirectVault: Sendable {
    /// Makes a new vault; `vaultExists` when there is something at `file`.
    package static func create(
        at file: String, _ new: consuming NewVault, surroundings: Surroundings
    ) async throws -> DirectVault {
        throw VaultFailure(.failure, "not built yet")
    }

    /// Finds the vault and reads its header; no key is needed yet. `caFile` is trusted for non-Microsoft hosts.
    package static func find(
        at file: String, caFile: String?, options: OpenOptions, surroundings: Surroundings
    ) throws -> LockedVault {
        throw VaultFailure(.failure, "not built yet")
    }

    /// Lends the secret of a tenant's active credential (or the one with `keyID`), marks it exposed and records it.
    package func reveal(_ name: String, credential: String?, _ body: (borrowing SecretBytes) throws -> Void) async throws
    {
        throw VaultFailure(.failure, "not built yet")
    }

    /// Reads rows from a file descriptor and stores them, all in one transaction; `format` nil means by content.
    package func importTenants(
        from descriptor: Int32, named file: String, format: String?, extraTags: [Tag], cloud: Cloud?, app: String?,
        via: String?, verify: Bool, dryRun: Bool
    ) async throws -> ImportReport {
        throw VaultFailure(.failure, "not built yet")
    }

    /// Checks every record, hash and the audit chain.
    package func verify(progress: @escaping @Sendable (Int, Int) -> Void) async throws -> VerifyReport {
        throw VaultFailure(.failure, "not built yet")
    }

    /// Ends connections and checkpoints the file; to be called once, whatever happened.
    package func close() async {}
}

extension DirectVault: VaultService {
    package func tenants(_ selection: TenantSelection) async throws -> [TenantReport] { [] }
    package func add(_ order: consuming TenantOrder) async throws -> TenantReport {
        throw VaultFailure(.failure, "not built yet")
    }
    package func edit(_ name: String, _ change: consuming TenantChange) async throws -> TenantReport {
        throw VaultFailure(.failure, "not built yet")
    }
    package func rename(_ name: String, to newName: TenantName) async throws -> TenantReport {
        throw VaultFailure(.failure, "not built yet")
    }
    package func remove(_ selection: TenantSelection) async throws -> [TenantReport] { [] }
    package func tokens(
        for selection: TenantSelection, _ query: TokenQuery, progress: @escaping @Sendable (Int, Int) -> Void
    ) async throws -> [TokenOutcome] { [] }
    package func probe(
        _ selection: TenantSelection, resource: Resource?, progress: @escaping @Sendable (Int, Int) -> Void
    ) async throws -> [ProbeOutcome] { [] }
    package func expiring(_ selection: TenantSelection, within: Duration?) async throws -> [ExpiryReport] { [] }
    package func audit(_ selection: TenantSelection, since: Date?, until: Date?) async throws -> [AuditReport] { [] }
}
