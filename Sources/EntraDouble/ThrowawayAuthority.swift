internal import Crypto
internal import FoundationEssentials
internal import NIOSSL
internal import SwiftASN1
internal import X509

/// A certificate authority for one run, and the certificate that it gave to `localhost`.
///
/// The authority's private key is forgotten as soon as it has signed; only its certificate is handed out.
struct ThrowawayAuthority: Sendable {
    /// The authority's certificate, for clients to trust.
    let certificatePEM: String
    /// What the server presents.
    let serverConfiguration: TLSConfiguration

    /// Makes the authority and the server's certificate, valid for a month by the machine's clock.
    init() throws {
        let now = Date()
        let begin = now.addingTimeInterval(-86_400)
        let end = now.addingTimeInterval(30 * 86_400)
        let authorityKey = P256.Signing.PrivateKey()
        let authorityName = try DistinguishedName { CommonName("entra-double throw-away authority") }
        let authority = try Certificate(
            version: .v3,
            serialNumber: .init(),
            publicKey: .init(authorityKey.publicKey),
            notValidBefore: begin,
            notValidAfter: end,
            issuer: authorityName,
            subject: authorityName,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                SubjectKeyIdentifier(hash: .init(authorityKey.publicKey))
            },
            issuerPrivateKey: .init(authorityKey)
        )
        let serverKey = P256.Signing.PrivateKey()
        let server = try Certificate(
            version: .v3,
            serialNumber: .init(),
            publicKey: .init(serverKey.publicKey),
            notValidBefore: begin,
            notValidAfter: end,
            issuer: authorityName,
            subject: DistinguishedName { CommonName("localhost") },
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth])
                SubjectKeyIdentifier(hash: .init(serverKey.publicKey))
                AuthorityKeyIdentifier(
                    keyIdentifier: SubjectKeyIdentifier(hash: .init(authorityKey.publicKey)).keyIdentifier
                )
                SubjectAlternativeNames([
                    .dnsName("localhost"),
                    .ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1])),
                    .ipAddress(ASN1OctetString(contentBytes: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])),
                ])
            },
            issuerPrivateKey: .init(authorityKey)
        )
        certificatePEM = try authority.serializeAsPEM().pemString + "\n"
        let chain = try NIOSSLCertificate(bytes: server.serializeAsPEM().derBytes, format: .der)
        let key = try NIOSSLPrivateKey(bytes: Array(serverKey.derRepresentation), format: .der)
        serverConfiguration = .makeServerConfiguration(
            certificateChain: [.certificate(chain)],
            privateKey: .privateKey(key)
        )
    }
}
