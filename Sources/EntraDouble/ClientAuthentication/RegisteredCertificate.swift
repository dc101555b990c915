internal import Crypto
internal import CryptoExtras
internal import FoundationEssentials
internal import SwiftASN1
internal import X509

/// A certificate that an application registered, as far as assertions need it.
struct RegisteredCertificate: Sendable {
    /// The key that it is for.
    let key: _RSA.Signing.PublicKey
    /// When it begins, by itself or by what was registered.
    let begin: Date
    /// When it ends, by itself or by what was registered.
    let end: Date
    private let names: [String: String]
    /// What `kid` may call it: .NET writes the thumbprint in hexadecimal digits, others as beside it.
    private let keyNames: [String]

    /// Reads a certificate; nil if it is none, or not for an RSA key.
    init?(_ credential: Seed.KeyCredential) {
        guard let pem = credential.certificate,
            let certificate = try? Certificate(pemEncoded: pem),
            let key = _RSA.Signing.PublicKey(certificate.publicKey),
            let der = try? certificate.serializeAsPEM().derBytes
        else { return nil }
        self.key = key
        begin = max(certificate.notValidBefore, credential.startDateTime ?? .distantPast)
        end = min(certificate.notValidAfter, credential.endDateTime ?? .distantFuture)
        let sha1 = Data(Crypto.Insecure.SHA1.hash(data: der))
        names = ["x5t#S256": Data(SHA256.hash(data: der)).base64URL, "x5t": sha1.base64URL]
        keyNames = [sha1.hex] + names.values
    }

    /// Whether its time has come, and is not over.
    func isValid(at now: Date) -> Bool { begin <= now && now < end }

    /// Whether a header names it by one of its thumbprints, and by no other.
    func isNamed(in header: [String: JSONValue]) -> Bool {
        !names.keys.filter { header[$0] != nil }.isEmpty && hasNames(in: header)
    }

    /// Whether a header names another one, by thumbprint or by `kid`.
    func isContradicted(by header: [String: JSONValue]) -> Bool {
        guard hasNames(in: header) else { return true }
        guard let given = header["kid"] else { return false }
        guard case .string(let text) = given else { return true }
        return !keyNames.contains { $0 == text || $0 == text.lowercased() }
    }

    /// Whether every thumbprint in a header is its own.
    private func hasNames(in header: [String: JSONValue]) -> Bool {
        names.allSatisfy { name, thumbprint in
            guard let given = header[name] else { return true }
            guard case .string(let text) = given else { return false }
            // MSAL for Python pads it.
            return text.prefix { $0 != "=" } == thumbprint
        }
    }
}

extension Seed.KeyCredential {
    /// Whether assertions can be verified with it.
    var isUsable: Bool { RegisteredCertificate(self) != nil }
}
