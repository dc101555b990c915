internal import Crypto
internal import CryptoExtras
internal import FoundationEssentials
internal import SwiftASN1
internal import X509

/// A certificate that an application registered, as far as assertions need it.
struct RegisteredCertificate: Sendable {
    /// The key that it is for.
    let key: _RSA.Signing.PublicKey
    /// When it ends, by itself or by what was registered.
    let end: Date
    private let names: [String: String]

    /// Reads a certificate; nil if it is none, or not for an RSA key.
    init?(_ credential: Seed.KeyCredential) {
        guard let pem = credential.certificate,
            let certificate = try? Certificate(pemEncoded: pem),
            let key = _RSA.Signing.PublicKey(certificate.publicKey),
            let der = try? certificate.serializeAsPEM().derBytes
        else { return nil }
        self.key = key
        end = min(certificate.notValidAfter, credential.endDateTime ?? .distantFuture)
        let sha1 = Data(Crypto.Insecure.SHA1.hash(data: der))
        names = ["x5t#S256": Data(SHA256.hash(data: der)).base64URL, "x5t": sha1.base64URL]
    }

    /// Whether a header names it by one of its thumbprints, and by no other.
    func isNamed(in header: [String: JSONValue]) -> Bool {
        let given = names.filter { header[$0.key] != nil }
        return !given.isEmpty
            && given.allSatisfy { name, thumbprint in
                guard case .string(let text) = header[name] else { return false }
                // MSAL for Python pads it.
                return text.prefix { $0 != "=" } == thumbprint
            }
    }
}

extension Seed.KeyCredential {
    /// Whether assertions can be verified with it.
    var isUsable: Bool { RegisteredCertificate(self) != nil }
}
