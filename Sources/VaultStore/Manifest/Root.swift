internal import VaultCrypto

/// One link of the chain of roots: a generation, what it holds, and the MAC that binds it to the one before.
struct Root: Equatable {
    let generation: UInt64
    let previous: Hash32
    let stateHash: Hash32
    let hash: Hash32

    /// Makes the link under the manifest key.
    init(generation: UInt64, previous: Hash32, stateHash: Hash32, keys: borrowing VaultKeys) {
        self.generation = generation
        self.previous = previous
        self.stateHash = stateHash
        hash = Self.mac(generation, previous, stateHash, keys)
    }

    /// Takes a link as it was read; nothing is believed before `isAuthentic`.
    init(generation: UInt64, previous: Hash32, stateHash: Hash32, unverified hash: Hash32) {
        self.generation = generation
        self.previous = previous
        self.stateHash = stateHash
        self.hash = hash
    }

    func isAuthentic(under keys: borrowing VaultKeys) -> Bool {
        hash.matches(Self.mac(generation, previous, stateHash, keys))
    }

    private static func mac(
        _ generation: UInt64, _ previous: Hash32, _ stateHash: Hash32, _ keys: borrowing VaultKeys
    ) -> Hash32 {
        var writer = ByteWriter(reserving: 128)
        writer.put("PV1M")
        writer.put(keys.vaultID)
        writer.put(keys.epoch)
        writer.put(generation)
        writer.put(previous)
        writer.put(stateHash)
        return Hash32(of: writer.bytes, key: keys.manifest)
    }
}
