import Foundation
import GRDB
import VaultModel

@testable import VaultCrypto

@testable import VaultStore

/// The sound vault that all vectors start from, and the few whole files that they are made of.
final class VectorBook {
    let sample = Sample()
    let sound: VaultFixture
    let database: [UInt8]
    let witness: [UInt8]
    /// The log of one more change, not yet moved into the file, and the witness of it.
    let laterLog: [UInt8]
    let laterWitness: [UInt8]
    /// A log that another program wrote: every record's version is raised.
    let tamperedLog: [UInt8]
    /// Header, log and witness of another vault with the same passphrase.
    let foreignHeader: [UInt8]
    let foreignLog: [UInt8]
    let foreignWitness: [UInt8]
    /// By the names they are published under: of the sound vault, in one chunk; of the same with more in it, in three
    /// chunks; of the other vault.
    let backups: [String: [UInt8]]

    init() throws {
        sound = try VaultFixture()
        let vault = try sound.create()
        try sample.fill(vault)
        // The cache holds nothing that lasts.
        try vault.write { try $0.clearTokenCache() }
        try vault.close()
        database = try sound.bytes
        witness = try Self.file(try sound.witnessPath)

        let later = try sound.copy()
        laterLog = try Self.log(of: later) { try $0.insertSample("later") }
        laterWitness = try Self.file(try later.witnessPath)
        tamperedLog = try Self.plainLog(of: try sound.copy(), "UPDATE record SET version = version + 1")

        let foreign = try VaultFixture()
        let keys = try SampleKeys.other
        let other = try foreign.create(keys)
        try other.write { try $0.insertSample("foreign") }
        foreignHeader = keys.header.bytes
        foreignLog = try Self.file(foreign.files.database + "-wal")
        foreignWitness = try Self.file(foreign.files.witness(of: keys.header.vaultID))
        backups = [
            "sound.backup": try Self.backup(of: try sound.copy()) { _ in },
            "long.backup": try Self.backup(of: try sound.copy()) { edit in
                for number in 1...40 { try edit.insertSample("more \(number)") }
                for _ in 1...60 { try edit.record(VaultFixture.entry(.probed)) }
            },
            "foreign.backup": try Self.backup(of: other),
        ]
        try other.close()
    }

    /// The vault key, as only this generator sees it.
    func vaultKey() throws -> SecretBytes {
        let header = try SampleKeys.shared.header
        let slot = header.slots[0]
        return try Seal(.slot, padding: .fixed).openSecret(
            slot.sealedKey,
            associatedData: slot.associatedData(vaultID: header.vaultID, epoch: header.epoch),
            record: UInt64(slot.id),
            key: try Self.wrappingKey(of: slot)
        )
    }

    static func wrappingKey(of slot: KeySlot) throws -> SecretBytes {
        try (slot.cost ?? .usual).derive(try makeSecret(SampleKeys.passphrase), salt: slot.salt)
    }

    static func file(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }

    /// A backup of the vault after a change.
    static func backup(of fixture: VaultFixture, after change: (VaultEdit) throws -> Void) throws -> [UInt8] {
        let vault = try fixture.open()
        defer { try? vault.close() }
        try vault.write(change)
        return try backup(of: vault)
    }

    private static func backup(of vault: SealedVault) throws -> [UInt8] {
        final class Sink { var bytes: [UInt8] = [] }
        let sink = Sink()
        _ = try vault.writeBackup(to: { sink.bytes += $0 }) { _, _ in }
        return sink.bytes
    }

    private static func log(of fixture: VaultFixture, _ change: (VaultEdit) throws -> Void) throws -> [UInt8] {
        let vault = try fixture.open()
        try vault.write(change)
        let log = try file(fixture.files.database + "-wal")
        try vault.close()
        return log
    }

    private static func plainLog(of fixture: VaultFixture, _ sql: String) throws -> [UInt8] {
        let queue = try DatabaseQueue(path: fixture.files.database)
        try queue.inDatabase { try $0.execute(sql: sql) }
        let log = try file(fixture.files.database + "-wal")
        try queue.close()
        return log
    }
}
