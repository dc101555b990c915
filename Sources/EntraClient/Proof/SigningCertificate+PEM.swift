package import VaultCrypto

extension SigningCertificate {
    /// The private key as a PEM block.
    package func keyPEM() throws -> SecretBytes {
        var writer = try SecretWriter(capacity: key.bytes.count * 3 / 2 + 128)
        try key.bytes.withSpan { bytes throws(SecretMemoryError) in try writer.appendPEM("RSA PRIVATE KEY", bytes) }
        return try writer.finish()
    }

    /// The certificate and its chain as PEM blocks, nothing of which is secret.
    package func certificatePEM() throws -> SecretBytes {
        var writer = try SecretWriter(capacity: chain.reduce(0) { $0 + $1.count * 3 / 2 + 128 })
        // A UInt8 has no padding that could be seen.
        for certificate in chain { unsafe try writer.appendPEM("CERTIFICATE", certificate.span.bytes) }
        return try writer.finish()
    }
}
