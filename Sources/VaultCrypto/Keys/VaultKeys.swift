internal import CSodium
package import FoundationEssentials

/// The keys of an open vault, all derived from its vault key (VK) of one epoch.
package struct VaultKeys: ~Copyable, Sendable {
    package let vaultID: UUID
    package let epoch: UInt32
    package let schema: UInt16
    /// The slot that opened the vault.
    package let slot: UInt32
    /// Seals records, secrets, index rows and cached tokens.
    package let records: SecretBytes
    /// Finds names and client IDs without storing them.
    package let blindIndex: SecretBytes
    package let manifest: SecretBytes
    package let audit: SecretBytes
    /// The same for the vault's whole life, so that a witness outlives a re-keying.
    package let witness: SecretBytes
    let header: SecretBytes
    /// Seals the stream of a backup.
    let backup: SecretBytes

    /// What `crypto_kdf` is told apart by; the names and numbers are part of the format.
    private enum Subkey: UInt64 {
        case records = 1
        case index, header, manifest, backup, audit, witness

        var context: String {
            switch self {
            case .records: "pvrecord"
            case .index: "pvindex_"
            case .header: "pvheader"
            case .manifest: "pvmanif_"
            case .backup: "pvbackup"
            case .audit: "pvaudit_"
            case .witness: "pvwitns_"
            }
        }
    }

    /// Derives the subkeys of `vaultKey` and opens the header's witness key.
    ///
    /// - Throws: `KeyError.headerDamaged` if the header's MAC does not hold under this key.
    static func open(
        _ header: VaultHeader, with vaultKey: borrowing SecretBytes, slot: UInt32
    ) throws -> VaultKeys {
        let headerKey = try derive(.header, from: vaultKey)
        guard header.isAuthentic(under: headerKey) else { throw KeyError.headerDamaged }
        return VaultKeys(
            vaultID: header.vaultID, epoch: header.epoch, schema: header.schema, slot: slot,
            records: try derive(.records, from: vaultKey), blindIndex: try derive(.index, from: vaultKey),
            manifest: try derive(.manifest, from: vaultKey), audit: try derive(.audit, from: vaultKey),
            witness: try openWitness(of: header, with: try derive(.witness, from: vaultKey)), header: headerKey,
            backup: try derive(.backup, from: vaultKey))
    }

    private static func openWitness(
        of header: VaultHeader, with key: borrowing SecretBytes
    ) throws -> SecretBytes {
        do {
            return try witnessSeal.openSecret(
                header.sealedWitnessKey, associatedData: witnessPlace(header), record: 0, key: key)
        } catch is SealError {
            throw KeyError.headerDamaged
        }
    }

    /// Seals `witness` under `vaultKey` for `header`, and puts the header's MAC in place.
    static func finish(
        _ header: inout VaultHeader, witness: borrowing SecretBytes, vaultKey: borrowing SecretBytes
    ) throws {
        let place = witnessPlace(header)
        let key = try derive(.witness, from: vaultKey)
        header.sealedWitnessKey = unsafe try witness.withUnsafeBytes { bytes in
            unsafe try witnessSeal.seal(bytes, associatedData: place, record: 0, key: key)
        }
        header.authenticate(with: try derive(.header, from: vaultKey))
    }

    /// The witness key alone, for another header of the same vault.
    consuming func takeWitness() -> SecretBytes { witness }

    private static let witnessSeal = Seal(.witnessKey, padding: .fixed)

    private static func witnessPlace(_ header: VaultHeader) -> [UInt8] {
        SealContext(
            vaultID: header.vaultID, epoch: header.epoch, place: .init(table: 0, column: 1), record: 0, version: 0,
            schema: 1
        ).associatedData
    }

    private static func derive(_ subkey: Subkey, from vaultKey: borrowing SecretBytes) throws -> SecretBytes {
        unsafe try SecretBytes(count: 32) { out in
            unsafe vaultKey.withUnsafeBytes { key in
                let result = unsafe crypto_kdf_derive_from_key(
                    Sodium.address(of: out), 32, subkey.rawValue, subkey.context,
                    Sodium.address(of: key))
                precondition(result == 0, "crypto_kdf refuses only lengths that are never passed")
            }
        }
    }
}
