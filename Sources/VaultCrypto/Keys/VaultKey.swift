/// The vault key (VK) as one slot gave it: only for what changes keys, and gone when that is done.
package struct VaultKey: ~Copyable, Sendable {
    let bytes: SecretBytes
    /// The slot that opened.
    package let slot: UInt32

    /// Derives everything that an open vault works with.
    ///
    /// - Throws: `KeyError.headerDamaged` if the header's MAC does not hold under this key.
    package borrowing func keys(of header: VaultHeader) throws -> VaultKeys {
        try VaultKeys.open(header, with: bytes, slot: slot)
    }
}
