internal import CSodium

/// How much memory and how many passes Argon2id takes for a passphrase slot.
package struct DerivationCost: Sendable, Equatable {
    package let memoryMiB: UInt32
    package let passes: UInt32

    package static let usual = DerivationCost(unchecked: 256, 3)
    /// Bounds for what is made and for what is read: below is too weak, above is a bomb.
    package static let memoryBounds: ClosedRange<UInt32> = 64...1024
    package static let passBounds: ClosedRange<UInt32> = 2...16

    /// - Throws: `KeyError.costOutOfBounds`, before anything is allocated.
    package init(memoryMiB: UInt32, passes: UInt32) throws(KeyError) {
        guard Self.memoryBounds.contains(memoryMiB), Self.passBounds.contains(passes) else { throw .costOutOfBounds }
        self.memoryMiB = memoryMiB
        self.passes = passes
    }

    /// The stronger of both in memory and in passes; nil where that is this cost itself.
    package func raised(to floor: DerivationCost) -> DerivationCost? {
        let raised = DerivationCost(unchecked: max(memoryMiB, floor.memoryMiB), max(passes, floor.passes))
        return raised == self ? nil : raised
    }

    private init(unchecked memoryMiB: UInt32, _ passes: UInt32) {
        self.memoryMiB = memoryMiB
        self.passes = passes
    }

    /// Argon2id (RFC 9106, version 1.3) of `passphrase` under `salt` of 16 bytes; takes about half a second.
    ///
    /// - Throws: `KeyError.outOfMemory` when the system does not give the memory.
    func derive(_ passphrase: borrowing SecretBytes, salt: [UInt8]) throws -> SecretBytes {
        Sodium.ensureReady()
        precondition(salt.count == Int(crypto_pwhash_SALTBYTES))
        return unsafe try SecretBytes(count: 32) { out throws(KeyError) in
            let result = unsafe passphrase.withUnsafeBytes { passphrase in
                unsafe crypto_pwhash(
                    Sodium.address(of: out), 32,
                    UnsafeRawPointer(Sodium.address(of: passphrase)).assumingMemoryBound(to: CChar.self),
                    UInt64(passphrase.count),
                    salt, UInt64(passes), Int(memoryMiB) << 20, crypto_pwhash_ALG_ARGON2ID13)
            }
            guard result == 0 else { throw .outOfMemory }
        }
    }
}
