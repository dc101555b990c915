package import FoundationEssentials
package import VaultCrypto

/// A certificate and its key, with which an application signs what proves it.
package final class SigningCertificate: Sendable {
    package let notBefore: Date
    package let notAfter: Date
    /// SHA-1 of the certificate in upper-case hexadecimal, as the portal shows it.
    package let thumbprint: String
    package let subject: String
    package let keyBits: Int

    /// Reads a PEM file (a key, and certificates in any order) or a PFX; whether it is valid now is the caller's to say.
    package static func read(
        _ file: borrowing SecretBytes,
        password: borrowing SecretBytes?
    ) throws(CertificateProblem) -> SigningCertificate {
        throw .notACertificate
    }

    /// Reads what `sealable` gave.
    package init(sealed: borrowing SecretBytes) throws(CertificateProblem) {
        throw .notACertificate
    }

    /// Key and chain in one canonical form, for the vault's secret record.
    package func sealable() throws -> SecretBytes {
        throw CertificateProblem.notACertificate
    }
}
