package import FoundationEssentials
internal import SwiftASN1
package import VaultCrypto
internal import X509

/// A certificate and its key, with which an application signs what proves it.
package final class SigningCertificate: Sendable {
    package let notBefore: Date
    package let notAfter: Date
    /// SHA-1 of the certificate in upper-case hexadecimal, as the portal shows it.
    package let thumbprint: String
    package let subject: String
    package let keyBits: Int
    /// In PKCS #1's form, whatever form it was read in.
    let key: SharedSecret
    /// In DER; the first is the one for the key.
    let chain: [[UInt8]]

    /// Chains that are longer are none of a certificate authority.
    static let longestChain = 16

    static let acceptedBits = 2048...4096

    /// Finds the certificate that is for `key` (PKCS #1 or #8) among `certificates`, in any order.
    init(key: borrowing SecretBytes, certificates: [[UInt8]]) throws(CertificateProblem) {
        guard !certificates.isEmpty else { throw .noCertificate }
        guard certificates.count <= Self.longestChain else { throw .tooLarge }
        let loaded = try RSAKey(key)
        guard Self.acceptedBits.contains(loaded.bits) else { throw .weakKey }
        let parsed = certificates.map { try? Certificate(derEncoded: $0) }
        let place = parsed.firstIndex { $0.map(loaded.isKey) ?? false }
        // One that cannot be read may be an authority's, with a key that is of no interest here.
        guard let place, let leaf = parsed[place] else {
            throw parsed.contains { $0 == nil } ? .notACertificate : .keyDoesNotMatch
        }
        let der = certificates[place]
        notBefore = leaf.notValidBefore
        notAfter = leaf.notValidAfter
        thumbprint = Digest.sha1(der).map(Self.hexadecimal).joined()
        subject = PrintableText.clean(leaf.subject.description, limit: 256)
        keyBits = loaded.bits
        self.key = SharedSecret(try loaded.canonical())
        chain = [der] + certificates.filter { $0 != der }
    }

    /// Reads a PEM file (a key, and certificates in any order) or a PFX; whether it is valid now is the caller's to say.
    package static func read(
        _ file: borrowing SecretBytes,
        password: borrowing SecretBytes?
    ) throws(CertificateProblem) -> SigningCertificate {
        guard file.count <= CertificateFile.largest else { throw .tooLarge }
        var shared: SharedSecret?
        switch password {
        case .some(let password):
            do { shared = SharedSecret(try password.duplicate()) } catch { throw .tooLarge }
        case .none: break
        }
        let isPEM = file.withSpan { $0.firstOffset(of: "-----BEGIN ", from: 0) != nil }
        return isPEM ? try PEMFile.read(file, password: shared) : try PFXFile.read(file, password: shared)
    }

    /// The certificate itself, which is public.
    package var publicDER: [UInt8] { chain[0] }

    private static func hexadecimal(_ byte: UInt8) -> String {
        String(decoding: [PercentEncoding.digit(byte >> 4), PercentEncoding.digit(byte)], as: UTF8.self)
    }
}

extension SigningCertificate: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The thumbprint, which is public.
    package var description: String { "certificate \(thumbprint)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
