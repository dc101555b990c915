/// Why a file is no certificate that an application can prove itself with. Nothing of the file is repeated.
package enum CertificateProblem: Error, Equatable, Sendable {
    /// Neither PEM nor PFX, or damaged.
    case notACertificate
    case noKey
    case noCertificate
    case severalKeys
    /// No certificate is for the key.
    case keyDoesNotMatch
    /// Entra takes RSA keys only.
    case notRSA
    /// Under 2048 or over 4096 bits.
    case weakKey
    /// A key encrypted in a way that cannot be undone here.
    case encryptedKey
    case passwordNeeded
    case wrongPassword
    case tooLarge
}
