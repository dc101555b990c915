package import VaultCrypto

/// How an application proves itself at the token endpoint.
package enum ClientProof: Sendable {
    /// A public client, which has nothing to prove itself with and is refused where it sends something.
    case none
    case secret(SharedSecret)
    case certificate(SigningCertificate)
    /// A JWT of another identity provider, as it was read from its file.
    case assertion(SharedSecret)
}
