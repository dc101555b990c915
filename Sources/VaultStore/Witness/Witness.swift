internal import FoundationEssentials
internal import VaultCrypto

/// What was last seen of a vault, kept outside it: an old copy put back does not match.
///
///     "PV1W" vault id[16] generation u64 root[32] MAC[32]
struct Witness: Equatable {
    static let length = 4 + 16 + 8 + 32 + 32

    let generation: UInt64
    let root: Hash32

    init(_ root: Root) {
        generation = root.generation
        self.root = root.hash
    }

    /// Nil for bytes that were not written for this vault by a holder of its witness key.
    init?(_ bytes: [UInt8], keys: borrowing VaultKeys) {
        guard bytes.count == Self.length else { return nil }
        var reader = ByteReader(bytes)
        guard let magic = try? reader.bytes(4), magic == Array("PV1W".utf8), let vaultID = try? reader.uuid(),
            vaultID == keys.vaultID, let generation: UInt64 = try? reader.integer(), let root = try? reader.hash(),
            let mac = try? reader.hash()
        else { return nil }
        guard mac.matches(Self.mac(generation, root, keys)) else { return nil }
        self.generation = generation
        self.root = root
    }

    /// The generation in bytes that look like a witness of that vault, whoever wrote them.
    static func claimedGeneration(_ bytes: [UInt8], of vaultID: UUID) -> UInt64? {
        guard bytes.count == Self.length else { return nil }
        var reader = ByteReader(bytes)
        guard let magic = try? reader.bytes(4), magic == Array("PV1W".utf8), let id = try? reader.uuid(), id == vaultID
        else { return nil }
        return try? reader.integer()
    }

    func bytes(_ keys: borrowing VaultKeys) -> [UInt8] {
        var writer = ByteWriter(reserving: Self.length)
        writer.put(Self.authenticated(generation, root, keys))
        writer.put(Self.mac(generation, root, keys))
        return writer.bytes
    }

    private static func mac(_ generation: UInt64, _ root: Hash32, _ keys: borrowing VaultKeys) -> Hash32 {
        Hash32(of: authenticated(generation, root, keys), key: keys.witness)
    }

    private static func authenticated(
        _ generation: UInt64, _ root: Hash32, _ keys: borrowing VaultKeys
    ) -> [UInt8] {
        var writer = ByteWriter(reserving: Self.length)
        writer.put("PV1W")
        writer.put(keys.vaultID)
        writer.put(generation)
        writer.put(root)
        return writer.bytes
    }
}
