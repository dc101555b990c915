import Foundation
import VaultCrypto

@testable import struct VaultCrypto.VaultKeys

@testable import VaultStore

/// One header and its keys for all tests, since deriving them would take most of the time.
final class SampleKeys: Sendable {
    static let passphrase = "correct horse battery staple"
    static let instant = Date(timeIntervalSince1970: 1_800_000_000)

    private static let made = Result { try SampleKeys() }
    private static let others = Result { try SampleKeys() }

    let header: VaultHeader
    private let keys: VaultKeys

    static var shared: SampleKeys {
        get throws { try made.get() }
    }

    /// Those of another vault with the same passphrase.
    static var other: SampleKeys {
        get throws { try others.get() }
    }

    private init() throws {
        let new = try KeyRing.create(
            schema: SealedVault.newestSchema,
            with: NewPassphrase(
                Passphrase(try makeSecret(Self.passphrase)), cost: try DerivationCost(memoryMiB: 64, passes: 2),
                isCostChosen: true),
            at: Self.instant
        )
        header = new.header
        keys = new.takeKeys()
    }

    /// The keys once more, as unlocking again would give them.
    func unlock() throws -> VaultKeys {
        VaultKeys(
            vaultID: keys.vaultID,
            epoch: keys.epoch,
            schema: keys.schema,
            slot: keys.slot,
            records: try keys.records.duplicate(),
            blindIndex: try keys.blindIndex.duplicate(),
            manifest: try keys.manifest.duplicate(),
            audit: try keys.audit.duplicate(),
            witness: try keys.witness.duplicate(),
            header: try keys.header.duplicate(),
            backup: try keys.backup.duplicate()
        )
    }
}

/// Makes a secret of a text, for tests only.
func makeSecret(_ text: String) throws -> SecretBytes {
    let bytes = Array(text.utf8)
    return unsafe try SecretBytes(count: bytes.count) { out in unsafe out.copyBytes(from: bytes) }
}
