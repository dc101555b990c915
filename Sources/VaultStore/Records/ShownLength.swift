internal import VaultCrypto
internal import VaultModel

// A box shows its size class. So that it shows nothing of a name or a secret, the class is that of the longest name,
// and of a secret longer than the directories give out.

extension Tenant {
    /// How many bytes `plaintext` would have with the longest name.
    func shownLength(_ plaintext: [UInt8]) -> Int {
        plaintext.count + TenantName.longest - name.description.utf8.count
    }
}

extension AuditEntry {
    /// How many bytes `plaintext` would have with the longest name, where it has one.
    func shownLength(_ plaintext: [UInt8]) -> Int {
        plaintext.count + (tenant.map { max(0, TenantName.longest - $0.utf8.count) } ?? 0)
    }
}

extension StoredSecret {
    /// Entra's client secrets have 40 characters.
    private static let usualLength = 256

    /// How many bytes `plaintext` would have with a secret of 256.
    borrowing func shownLength(_ plaintext: borrowing SecretBytes) -> Int {
        plaintext.count + max(0, Self.usualLength - material.count)
    }
}
