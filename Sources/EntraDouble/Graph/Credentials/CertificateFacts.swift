internal import Crypto
internal import FoundationEssentials
internal import SwiftASN1
internal import Synchronization
internal import X509

/// What Graph shows of a certificate.
struct CertificateFacts: Sendable {
    /// The certificate as DER.
    let bytes: Data
    /// Its SHA-1.
    let thumbprint: Data
    /// Whom it names.
    let subject: String
    /// When it begins.
    let begin: Date
    /// When it ends.
    let end: Date

    /// Reads a certificate; nil if it is none.
    init?(_ pem: String) {
        guard let certificate = try? Certificate(pemEncoded: pem), let der = try? certificate.serializeAsPEM().derBytes
        else { return nil }
        self.init(certificate, Data(der))
    }

    /// Reads a certificate; nil if it is none, or if something comes after it.
    init?(der: Data) {
        guard let certificate = try? Certificate(derEncoded: Array(der)) else { return nil }
        self.init(certificate, der)
    }

    private init(_ certificate: Certificate, _ der: Data) {
        bytes = der
        thumbprint = Data(Crypto.Insecure.SHA1.hash(data: der))
        subject = certificate.subject.description
        begin = certificate.notValidBefore
        end = certificate.notValidAfter
    }

    /// The certificate as seeds hold it.
    var pem: String { PEMDocument(type: "CERTIFICATE", derBytes: Array(bytes)).pemString }
}

/// Remembers certificates that were read, since lists show the same ones again and again.
final class CertificateCache: Sendable {
    private let known = Mutex<[String: CertificateFacts]>([:])

    /// What a certificate says.
    func facts(_ pem: String) -> CertificateFacts? {
        if let facts = known.withLock({ $0[pem] }) { return facts }
        guard let facts = CertificateFacts(pem) else { return nil }
        known.withLock { $0[pem] = facts }
        return facts
    }
}
