internal import FoundationEssentials
internal import VaultCrypto

extension SigningCertificate {
    /// SHA-256 of the certificate in base64url: the header `x5t#S256` of what it signs.
    var fingerprint: String { Base64URL.encode(Digest.sha256(publicDER)) }

    /// SHA-1 of the certificate in base64url: the header `x5t`, which Graph still asks for.
    var shortFingerprint: String { Base64URL.encode(Digest.sha1(publicDER)) }

    /// Signs `claims` as a JWT; it is a secret until it has expired.
    ///
    /// The key leaves locked memory for the library's call only.
    func token(
        _ claims: [String: JSONValue], header: [String: JSONValue], by algorithm: SigningAlgorithm
    ) throws(EntraError) -> SharedSecret {
        var header = header
        header["alg"] = .string(algorithm.rawValue)
        header["typ"] = .string("JWT")
        let text = [header, claims].map { Base64URL.encode(Array(JSONValue.object($0).text.utf8)) }
            .joined(separator: ".")
        var signature: Data
        do { signature = try RSAKey(key.bytes).signature(of: text, by: algorithm) } catch { throw .cannotSign }
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
