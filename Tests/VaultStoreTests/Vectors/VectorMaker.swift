import Foundation
import TestThreads
import Testing

@testable import VaultCrypto

@testable import VaultStore

/// Writes the published vectors; scripts/make-vectors runs it. PartnerVaultTests hold the program against them.
///
/// Nonces and IDs are random, so that the bytes differ each time; faults and verdicts do not.
@Suite(.onOwnThreads) struct VectorMaker {
    private static let folder = ProcessInfo.processInfo.environment["PARTNER_VAULT_VECTORS"]

    static let vectors =
        FileVectors.all + HeaderVectors.all + SlotVectors.all + PlaceVectors.all + ManifestVectors.all
        + RowVectors.all + PaddingVectors.all + RecordVectors.all + SettingsVectors.all + AuditVectors.all
        + SchemaVectors.all
        + LogVectors.all + WitnessVectors.all + BackupVectors.all + BackupChunkVectors.all + BackupContentVectors.all

    @Test(.enabled(if: folder != nil)) func write() throws {
        let folder = URL(fileURLWithPath: try #require(Self.folder))
        #expect(Set(Self.vectors.map(\.name)).count == Self.vectors.count)
        let book = try VectorBook()
        let sources = [
            "sound.db": book.database, "sound.witness": book.witness, "later.wal": book.laterLog,
            "tampered.wal": book.tamperedLog, "foreign.wal": book.foreignLog,
        ].merging(book.backups) { $1 }
        var faults: [PublishedVector] = []
        for vector in Self.vectors {
            let bench = try VectorBench(book)
            try vector.make(bench)
            faults.append(PublishedVector(vector, try bench.files(), from: sources, backup: bench.backupBase))
        }
        for (name, bytes) in sources { try Data(bytes).write(to: folder.appending(path: name)) }
        let list = PublishedVectors(
            passphrase: SampleKeys.passphrase,
            vaultId: try SampleKeys.shared.header.vaultID.uuidString.lowercased(),
            vectors: faults
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try (try encoder.encode(list) + Data("\n".utf8)).write(to: folder.appending(path: "vectors.json"))
    }
}

/// The file `vectors.json`.
private struct PublishedVectors: Encodable {
    let passphrase: String
    let vaultId: String
    let vectors: [PublishedVector]
}

private struct PublishedVector: Encodable {
    let area, name, fault: String
    let runs: [VectorRun]
    /// By the file that is to be made; those that are as in the sound vault are left out.
    let files: [String: PublishedFile?]

    init(_ vector: Vector, _ made: [String: [UInt8]], from sources: [String: [UInt8]], backup: String) {
        (area, name, fault, runs) = (vector.area, vector.name, vector.fault, vector.runs)
        var files: [String: PublishedFile?] = [:]
        for name in Set(made.keys).union(["vault.db", "witness"]) {
            let original = ["vault.db": "sound.db", "witness": "sound.witness", "backup": "sound.backup"][name]
            guard let bytes = made[name] else {
                files[name] = .some(nil)
                continue
            }
            if let original, sources[original] == bytes { continue }
            // The source that leaves least to be patched.
            let drafts = Self.sources(of: name, backup).map { PublishedFile(bytes, from: $0, sources[$0] ?? []) }
            let plain = bytes.count < 4096 ? [PublishedFile(bytes, from: nil, [])] : []
            files[name] = (plain + drafts).min { $0.size < $1.size }
        }
        self.files = files
    }

    private static func sources(of name: String, _ backup: String) -> [String] {
        switch name {
        case "vault.db": ["sound.db"]
        case "witness": ["sound.witness"]
        case "backup": [backup]
        default: ["later.wal", "tampered.wal", "foreign.wal"]
        }
    }
}
