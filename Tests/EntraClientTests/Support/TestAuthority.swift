import Crypto
import Foundation
import NIOSSL
import SwiftASN1
import X509

/// A certificate authority that no system trusts, and a server certificate of it for several names.
struct TestAuthority {
    /// The authority's certificate in a file of its own.
    let file: URL
    let server: NIOSSLContext

    init(names: [String]) throws {
        let key = P256.Signing.PrivateKey()
        let subject = try DistinguishedName { CommonName("Test authority") }
        let root = try Self.certificate(
            for: key,
            subject: subject,
            issuer: subject,
            signedBy: key,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                Critical(KeyUsage(keyCertSign: true))
            }
        )
        let leafKey = P256.Signing.PrivateKey()
        let alternatives = names.map { GeneralName.dnsName($0) }
        let loopback = GeneralName.ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1]))
        let leaf = try Self.certificate(
            for: leafKey,
            subject: try DistinguishedName { CommonName("Test server") },
            issuer: subject,
            signedBy: key,
            extensions: Certificate.Extensions { SubjectAlternativeNames(alternatives + [loopback]) }
        )
        server = try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: [
                    .certificate(NIOSSLCertificate(bytes: Array(leaf.serializeAsPEM().pemString.utf8), format: .pem))
                ],
                privateKey: .privateKey(NIOSSLPrivateKey(bytes: Array(leafKey.pemRepresentation.utf8), format: .pem))
            )
        )
        file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).pem")
        try Data(root.serializeAsPEM().pemString.utf8).write(to: file)
    }

    private static func certificate(
        for key: P256.Signing.PrivateKey,
        subject: DistinguishedName,
        issuer: DistinguishedName,
        signedBy issuerKey: P256.Signing.PrivateKey,
        extensions: Certificate.Extensions
    ) throws -> Certificate {
        try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: Certificate.PublicKey(key.publicKey),
            notValidBefore: Date(timeIntervalSinceNow: -3600),
            notValidAfter: Date(timeIntervalSinceNow: 3600),
            issuer: issuer,
            subject: subject,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: extensions,
            issuerPrivateKey: Certificate.PrivateKey(issuerKey)
        )
    }
}
