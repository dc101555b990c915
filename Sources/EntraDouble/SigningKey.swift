internal import Crypto
internal import CryptoExtras
internal import FoundationEssentials
internal import JWTKit
internal import SwiftASN1
internal import X509

/// Signs access tokens with RS256, and publishes its certificate.
package struct SigningKey: Sendable {
    private let signer: JWTKeyCollection
    private let publicKey: JWTKit.Insecure.RSA.PublicKey
    private let certificate: Data
    /// The key's ID: the SHA-1 of its certificate, as at Entra.
    let keyId: String

    /// Makes a key of 2048 bits with a certificate of its own; this takes a moment.
    package init() async throws {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let name = try DistinguishedName { CommonName("entra-double token signing") }
        let certificate = try Certificate(
            version: .v3,
            serialNumber: .init(),
            publicKey: .init(key.publicKey),
            // Wide, so that a moved clock never leaves it.
            notValidBefore: Date(timeIntervalSince1970: 946_684_800),
            notValidAfter: Date(timeIntervalSince1970: 4_102_444_800),
            issuer: name,
            subject: name,
            signatureAlgorithm: .sha256WithRSAEncryption,
            extensions: .init(),
            issuerPrivateKey: .init(key)
        )
        self.certificate = try Data(certificate.serializeAsPEM().derBytes)
        publicKey = try .init(backing: key.publicKey)
        keyId = Data(Crypto.Insecure.SHA1.hash(data: self.certificate)).base64URL
        signer = JWTKeyCollection()
        let rsa = try JWTKit.Insecure.RSA.PrivateKey(backing: key)
        await signer.add(
            rsa: rsa,
            digestAlgorithm: .sha256,
            kid: .init(string: keyId),
            serializer: DefaultJWTSerializer(jsonEncoder: JSONEncoder.double)
        )
    }

    /// Signs claims.
    ///
    /// - Parameters:
    ///   - claims: what the token says.
    ///   - withNonce: makes a token that only Graph could verify: its header holds a nonce, and what is signed is
    ///     the header with the nonce's SHA-256 in place of it.
    /// - Returns: the token.
    /// - Throws: if a claim cannot be written as JSON.
    func sign(_ claims: Claims, withNonce: Bool) async throws -> String {
        var header: [String: JWTHeaderField] = ["kid": .string(keyId), "x5t": .string(keyId)]
        guard withNonce else {
            return try await signer.sign(claims, kid: .init(string: keyId), header: JWTHeader(fields: header))
        }
        let nonce = Data(GUID().description.utf8)
        header["nonce"] = .string(Data(SHA256.hash(data: Data(nonce.base64URL.utf8))).base64URL)
        let signed = try await signer.sign(claims, kid: .init(string: keyId), header: JWTHeader(fields: header))
        let shown: JSONValue = [
            "typ": "JWT", "alg": "RS256", "kid": .string(keyId), "x5t": .string(keyId),
            "nonce": .string(nonce.base64URL),
        ]
        let parts = signed.split(separator: ".").dropFirst()
        return ([try JSONEncoder.double.encode(shown).base64URL] + parts.map(String.init)).joined(separator: ".")
    }

    /// Reads the claims of a token, if this key signed it.
    func verify(_ token: String) async throws -> Claims {
        try await signer.verify(token, as: Claims.self)
    }

    /// The key set that clients verify tokens with.
    func keySet(issuer: String) throws -> JSONValue {
        let primitives = try publicKey.getKeyPrimitives()
        return [
            "keys": [
                [
                    "kty": "RSA",
                    "use": "sig",
                    "kid": .string(keyId),
                    "x5t": .string(keyId),
                    "n": .string(primitives.modulus.base64URL),
                    "e": .string(primitives.publicExponent.base64URL),
                    "x5c": [.string(certificate.base64EncodedString())],
                    "issuer": .string(issuer),
                ]
            ]
        ]
    }
}

extension SigningKey {
    // A key takes long to make in a debug build, and many doubles may run in one test process.
    private static let ofProcess = Task { try await SigningKey() }

    /// The key that all doubles of this process share unless they are given one.
    package static func shared() async throws -> SigningKey {
        try await ofProcess.value
    }
}
