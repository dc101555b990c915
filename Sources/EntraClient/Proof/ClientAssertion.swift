internal import FoundationEssentials
internal import VaultCrypto
internal import VaultModel

/// What an application signs to prove itself: a JWT for one token endpoint (RFC 7523).
enum ClientAssertion {
    static let type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

    /// A difference between the clocks that is forgiven; Entra asks that the whole life is 10 minutes at most.
    private static let leeway = 30.0
    private static let life = 600.0

    /// Signed with PS256.
    static func sign(
        with certificate: SigningCertificate,
        client: ClientID,
        audience: String,
        at instant: Date
    ) throws(EntraError) -> SharedSecret {
        let seconds = instant.timeIntervalSince1970.rounded(.down)
        return try certificate.token(
            [
                "aud": .string(audience), "iss": .string(client.description), "sub": .string(client.description),
                "jti": .string(UUID().uuidString.lowercased()), "iat": .integer(Int64(seconds)),
                "nbf": .integer(Int64(seconds - leeway)), "exp": .integer(Int64(seconds - leeway + life)),
            ],
            header: ["x5t#S256": .string(certificate.fingerprint)], by: .ps256)
    }
}
