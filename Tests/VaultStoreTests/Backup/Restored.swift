import Foundation
import Testing
import VaultCrypto

@testable import VaultStore

extension VaultFixture {
    var backup: String { folder + "/vault.pvbackup" }

    /// Backs the vault up to `backup`.
    @discardableResult
    func backUp() throws -> BackupSummary {
        let vault = try open()
        defer { try? vault.close() }
        return try vault.backUp(to: backup) { _, _ in }.summary
    }

    var backupBytes: [UInt8] {
        get throws { Array(try Data(contentsOf: URL(fileURLWithPath: backup))) }
    }

    /// Restores `bytes` of a backup over what lies here.
    @discardableResult
    func restore(
        _ bytes: [UInt8], acceptRollback: Bool = false, requireWitness: Bool = false,
        patience: Duration = .seconds(300)
    ) throws -> RestoreOutcome {
        let source = BackupSource(bytes)
        let restoration = Restoration(
            try source.header(), from: source, to: files, replacing: try PresentVault.look(files, patience: patience),
            .init(acceptRollback: acceptRollback, requireWitness: requireWitness), patience: patience)
        return try restoration.run(
            keys: try SampleKeys.shared.unlock(), recording: Self.entry(.restored)
        ) { _, _ in }
    }

    /// What lies beside the vault.
    var neighbours: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: files.folder).sorted() }
    }

    var witnessBytes: Data? { (try? witnessPath).flatMap { FileManager.default.contents(atPath: $0) } }

    func putWitness(_ bytes: Data) throws {
        try bytes.write(to: URL(fileURLWithPath: try witnessPath))
    }
}

extension BackupSource {
    convenience init(_ bytes: [UInt8]) {
        let rest = Rest(bytes)
        self.init { rest.take($0) }
    }

    private final class Rest {
        private var bytes: ArraySlice<UInt8>

        init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

        func take(_ count: Int) -> [UInt8] {
            defer { bytes = bytes.dropFirst(count) }
            return Array(bytes.prefix(count))
        }
    }
}
