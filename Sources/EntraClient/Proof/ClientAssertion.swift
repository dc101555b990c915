internal import FoundationEssentials
internal import VaultCrypto
internal import VaultModel

/// What an application signs to prove itself: a JWT for one token endpoint (RFC 7523).
enum ClientAssertion {
    static let type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

    /// A difference between the clocks that is forgiven; Entra asks that the whole life is 10 minutes at most.
    private static let leeway = 30.0
    private static let life = 600.0

    /// Signed with PS256; it is a secret until it has expired.
    static func sign(
        with certificate: SigningCertificate,
        client: ClientID,
        audience: String,
        at instant: Date
    ) throws(EntraError) -> SharedSecret {
        let seconds = instant.timeIntervalSince1970.rounded(.down)
        let header: JSONValue = .object([
            "alg": .string("PS256"), "typ": .string("JWT"), "x5t#S256": .string(certificate.fingerprint),
        ])
        let claims: JSONValue = .object([
            "aud": .string(audience),
            "iss": .string(client.description),
            "sub": .string(client.description),
            "jti": .string(UUID().uuidString.lowercased()),
            "iat": .integer(Int64(seconds)),
            "nbf": .integer(Int64(seconds - leeway)),
            "exp": .integer(Int64(seconds - leeway + life)),
        ])
        let text = [header, claims].map { Base64URL.encode(Array($0.text.utf8)) }.joined(separator: ".")
        var signature = try certificate.signature(of: text)
        defer { signature.resetBytes(in: signature.startIndex..<signature.endIndex) }
        do {
            var writer = try SecretWriter()
            try writer.append(text)
            try writer.append(UInt8(ascii: "."))
            try writer.appendBase64URL(signature.bytes)
            return SharedSecret(try writer.finish())
        } catch {
            throw .cannotLock
        }
    }
}
