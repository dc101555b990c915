internal import Crypto
internal import CryptoExtras
internal import FoundationEssentials
internal import SwiftASN1
internal import X509

/// An assertion that an application signed with the key of one of its certificates.
struct SignedAssertion: Sendable {
    let token: JSONWebToken
    /// The addresses that it may be for.
    let audiences: Set<String>

    /// Refuses it unless a registered certificate's key signed it, for here and for now.
    func check(for application: Seed.Application, at now: Date) throws(EntraError) {
        let certificate = try certificate(of: application)
        guard let end = certificate.end, now < end else {
            throw .unknownAssertionKey("The key used is expired.", thumbprint)
        }
        guard isSigned(by: certificate.key) else {
            throw .unknownAssertionKey("The signature does not fit the key.", thumbprint)
        }
        guard let subject = token.text("sub"), subject.sameName(as: application.appId.description),
            token.text("iss") != nil
        else { throw .invalidAssertion("its issuer and subject must be the application") }
        guard token.audiences.contains(where: { audiences.contains($0.lowercased()) }) else {
            throw .invalidAssertion("its audience is not this token endpoint")
        }
        try token.checkTime(at: now)
    }

    private func certificate(of application: Seed.Application) throws(EntraError) -> RegisteredCertificate {
        let registered = (application.keyCredentials ?? []).compactMap(RegisteredCertificate.init)
        guard let found = registered.first(where: { $0.isNamed(in: token.header) }) else {
            throw .unknownAssertionKey("The key was not found.", thumbprint)
        }
        return found
    }

    private var thumbprint: String {
        for field in ["x5t#S256", "x5t", "kid"] {
            if case .string(let text) = token.header[field] { return text }
        }
        return ""
    }

    private func isSigned(by key: _RSA.Signing.PublicKey) -> Bool {
        let signature = _RSA.Signing.RSASignature(rawRepresentation: token.signature)
        let padding: _RSA.Signing.Padding? =
            switch token.header["alg"] {
            case "PS256": .PSS
            case "RS256": .insecurePKCS1v1_5
            default: nil
            }
        guard let padding else { return false }
        return key.isValidSignature(signature, for: SHA256.hash(data: token.signedPart), padding: padding)
    }
}

/// A certificate that an application registered, as far as assertions need it.
private struct RegisteredCertificate {
    let key: _RSA.Signing.PublicKey
    let end: Date?
    private let names: [String: String]

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
