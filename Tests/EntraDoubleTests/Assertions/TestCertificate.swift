import Crypto
import CryptoExtras
import EntraDouble
import FoundationEssentials
import SwiftASN1
import X509

/// A certificate with its key, made for the tests, and what is signed with it.
struct TestCertificate: Sendable {
    let key: _RSA.Signing.PrivateKey
    let der: Data
    let pem: String

    /// Makes one that is good from 2023 to 2030, unless other times are given; a key takes long to make.
    init(
        key: _RSA.Signing.PrivateKey? = nil,
        from begin: Double = 1_700_000_000,
        until end: Double = 1_900_000_000
    ) throws {
        let key = try key ?? _RSA.Signing.PrivateKey(keySize: .bits2048)
        self.key = key
        let name = try DistinguishedName { CommonName("entra-double tests") }
        let certificate = try Certificate(
            version: .v3,
            serialNumber: .init(),
            publicKey: .init(key.publicKey),
            notValidBefore: Date(timeIntervalSince1970: begin),
            notValidAfter: Date(timeIntervalSince1970: end),
            issuer: name,
            subject: name,
            signatureAlgorithm: .sha256WithRSAEncryption,
            extensions: .init(),
            issuerPrivateKey: .init(key)
        )
        let document = try certificate.serializeAsPEM()
        der = Data(document.derBytes)
        pem = document.pemString
    }

    /// One that an application registered, one that stands elsewhere.
    static let registered = Result { try TestCertificate() }
    static let foreign = Result { try TestCertificate() }
    /// One for 90 days, from 2026-02-01 to 2026-05-02, that takes the place of another.
    static let next = Result { try TestCertificate(from: 1_769_904_000, until: 1_777_680_000) }

    /// A certificate for a key that is not RSA's, as DER.
    static func elliptic() throws -> Data {
        let key = P256.Signing.PrivateKey()
        let name = try DistinguishedName { CommonName("entra-double tests") }
        let certificate = try Certificate(
            version: .v3,
            serialNumber: .init(),
            publicKey: .init(key.publicKey),
            notValidBefore: Date(timeIntervalSince1970: 1_700_000_000),
            notValidAfter: Date(timeIntervalSince1970: 1_900_000_000),
            issuer: name,
            subject: name,
            extensions: .init(),
            issuerPrivateKey: .init(key)
        )
        return Data(try certificate.serializeAsPEM().derBytes)
    }

    var sha256: String { Data(SHA256.hash(data: der)).base64URL }
    var sha1: String { thumbprint.base64URL }
    var thumbprint: Data { Data(Insecure.SHA1.hash(data: der)) }

    /// Signs a token.
    func sign(_ header: [String: JSONValue], _ payload: [String: JSONValue]) throws -> String {
        let parts = try [header, payload].map { try JSONEncoder().encode($0).base64URL }
        let digest = SHA256.hash(data: Data(parts.joined(separator: ".").utf8))
        let padding: _RSA.Signing.Padding = header["alg"] == "PS256" ? .PSS : .insecurePKCS1v1_5
        let signature = try key.signature(for: digest, padding: padding).rawRepresentation
        return (parts + [signature.base64URL]).joined(separator: ".")
    }
}

extension Data {
    fileprivate var base64URL: String {
        base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
