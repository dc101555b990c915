import Foundation
import Synchronization
import VaultCore
import VaultCrypto

extension Bench {
    /// What an export in the clear gives, line by line.
    func lines(of selection: TenantSelection = .everything) async throws -> (lines: [String], report: ExportReport) {
        let lines = Mutex<[String]>([])
        let report = try await vault.exportPlaintext(selection) { line in
            unsafe line.withUnsafeBytes { bytes in
                let text = unsafe String(decoding: bytes, as: UTF8.self)
                lines.withLock { $0.append(String(text.dropLast())) }
            }
        }
        return (lines.withLock { $0 }, report)
    }

    /// A bundle for `identity`, in a file.
    func bundle(
        _ names: String..., to recipient: RecipientKey, isReadOnly: Bool = false
    ) async throws -> (file: String, report: ExportReport) {
        let bytes = Mutex(Data())
        let selection = names.isEmpty ? TenantSelection.everything : TenantSelection(names: names)
        let report = try await vault.exportBundle(selection, to: recipient, isReadOnly: isReadOnly) { more in
            bytes.withLock { $0 += more }
        }
        let file = "\(folder.path)/\(UUID().uuidString).pvbundle"
        try bytes.withLock { try $0.write(to: URL(fileURLWithPath: file)) }
        return (file, report)
    }

    /// Takes a bundle in.
    func importing(
        bundle file: String, with identity: borrowing SecretBytes, _ options: ImportOptions = ImportOptions()
    ) async throws -> ImportReport {
        let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: file))
        defer { try? handle.close() }
        let source = try ImportSource(handle.fileDescriptor)
        let bundle = try await LockedBundle(source).unlock(with: .identity(try Identity(file: identity)))
        return try await vault.importTenants(from: bundle, options)
    }
}

extension VaultFolder {
    /// Makes the backup or bundle `source` the vault of this folder.
    func restore(_ source: String, with key: consuming SlotKey) async throws -> RestoreReport {
        let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: source))
        defer { try? handle.close() }
        let backup = try LockedBackup(
            handle.fileDescriptor, replacing: file, options: OpenOptions(), surroundings: surroundings)
        return try await backup.unlock(with: key).restore { _, _ in }
    }

    /// Opens the vault with an identity for as long as `body` takes.
    func withVault<Result>(
        identity: borrowing SecretBytes, _ body: (DirectVault) async throws -> Result
    ) async throws -> Result {
        let vault = try await find().unlock(with: .identity(try Identity(file: identity)))
        do {
            let result = try await body(vault)
            await vault.close()
            return result
        } catch {
            await vault.close()
            throw error
        }
    }
}

extension TenantReport {
    /// Without what belongs to one vault: record IDs and marks.
    var carried: TenantReport {
        var report = self
        for index in report.credentials.indices {
            report.credentials[index].id = ""
            report.credentials[index].exposed = false
        }
        return report
    }
}
