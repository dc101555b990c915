internal import Crypto
internal import CryptoExtras
internal import FoundationEssentials

/// An assertion that an application signed with the key of one of its certificates.
struct SignedAssertion: Sendable {
    let token: JSONWebToken
    /// The addresses that it may be for.
    let audiences: Set<String>

    /// Refuses it unless a registered certificate's key signed it, for here and for now.
    func check(for application: Seed.Application, at now: Date) throws(EntraError) {
        let certificate = try certificate(of: application)
        guard now < certificate.end else {
            throw .unknownAssertionKey("The key used is expired.", thumbprint)
        }
        guard token.isSigned(by: certificate.key) else {
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
}

extension JSONWebToken {
    /// Whether a key signed it, in one of the two ways that Entra takes.
    func isSigned(by key: _RSA.Signing.PublicKey) -> Bool {
        let signature = _RSA.Signing.RSASignature(rawRepresentation: signature)
        let padding: _RSA.Signing.Padding? =
            switch header["alg"] {
            case "PS256": .PSS
            case "RS256": .insecurePKCS1v1_5
            default: nil
            }
        guard let padding else { return false }
        return key.isValidSignature(signature, for: SHA256.hash(data: signedPart), padding: padding)
    }
}
