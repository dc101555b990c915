import Foundation
import GRDB
import VaultModel

@testable import VaultCrypto

/// The keys of a vault, derived here once more, so that the program's memory can be searched for them.
enum KnownKeys {
    struct NoSlot: Error {}

    /// The vault key, what the passphrase becomes, and every subkey that is kept.
    static func markers(vault: String, passphrase: String) throws -> [String: Marker] {
        let header = try header(of: vault)
        let passphrase = try secret(passphrase)
        let key = SlotKey.passphrase(Passphrase(passphrase))
        guard let slot = header.slots.first, let wrapping = try SlotWrapping.key(of: slot, with: key) else {
            throw NoSlot()
        }
        let vaultKey = try KeyRing.unlock(header, with: key)
        let keys = try vaultKey.keys(of: header)
        return [
            "the wrapping key": marker(wrapping), "the vault key": marker(vaultKey.bytes),
            "the key of records": marker(keys.records), "the key of the index": marker(keys.blindIndex),
            "the key of the manifest": marker(keys.manifest), "the key of the audit log": marker(keys.audit),
            "the key of the witness": marker(keys.witness), "the key of the header": marker(keys.header),
        ]
    }

    private static func header(of vault: String) throws -> VaultHeader {
        let queue = try DatabaseQueue(path: vault, configuration: Configuration())
        let bytes = try queue.read { try Data.fetchOne($0, sql: "SELECT bytes FROM header") }
        return try VaultHeader(Array(bytes ?? Data()), newestSchema: 1)
    }

    private static func secret(_ text: String) throws -> SecretBytes {
        let bytes = Array(text.utf8)
        return unsafe try SecretBytes(count: bytes.count) { out in unsafe out.copyBytes(from: bytes) }
    }

    private static func marker(_ key: borrowing SecretBytes) -> Marker {
        Marker(bytes: unsafe key.withUnsafeBytes { unsafe Array($0) })
    }
}
