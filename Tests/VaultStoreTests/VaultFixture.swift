import Foundation
import Testing
import VaultCrypto
import VaultModel

@testable import VaultStore

/// A vault of its own in a folder of its own, with keys made once: deriving them takes most of a test's time.
final class VaultFixture: Sendable {
    static let passphrase = "correct horse battery staple"

    let folder: String
    let files: VaultFiles

    init() throws {
        folder = NSTemporaryDirectory() + "/pv-store-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        files = VaultFiles(database: folder + "/vault/vault.db", witnessFolder: folder + "/state")
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    func create() throws -> SealedVault {
        let new = try KeyRing.create(
            schema: SealedVault.newestSchema, passphrase: try makeSecret(Self.passphrase), keyFile: nil,
            cost: try DerivationCost(memoryMiB: 64, passes: 2), at: Date(timeIntervalSince1970: 1_800_000_000))
        let header = new.header
        return try SealedVault.create(
            files, header: header, keys: new.takeKeys(), recording: Self.entry(.created), patience: .seconds(5))
    }

    func open(_ passphrase: String = VaultFixture.passphrase) throws -> SealedVault {
        let found = try FoundVault(files, patience: .seconds(5))
        return found.open(with: try KeyRing.open(found.header, passphrase: try makeSecret(passphrase), keyFile: nil))
    }

    static func entry(_ event: AuditEvent) -> AuditEntry {
        AuditEntry(
            at: Date(timeIntervalSince1970: 1_800_000_000), event: event, user: "ada", pid: 1, program: "test")
    }
}

/// Makes a secret of a text, for tests only.
func makeSecret(_ text: String) throws -> SecretBytes {
    let bytes = Array(text.utf8)
    return unsafe try SecretBytes(count: bytes.count) { out in unsafe out.copyBytes(from: bytes) }
}
