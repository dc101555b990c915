internal import FoundationEssentials
internal import JWTKit
package import VaultModel

extension EntraClient {
    /// Verifies a token's signature, issuer and times against what `authority` publishes.
    ///
    /// v1 tokens are held against v1 metadata, v2 tokens against v2 metadata, as Microsoft asks.
    ///
    /// - Throws: `EntraError.cannotBeVerifiedByOthers` for Graph's tokens, `.notVerified` with the reason otherwise.
    package func verify(token: String, authority: Origin) async throws(EntraError) {
        let decoded = try DecodedToken(token)
        guard decoded.header["nonce"] == nil else { throw .cannotBeVerifiedByOthers }
        let algorithm = decoded.header["alg"]?.string
        guard algorithm == "RS256" || algorithm == "PS256" else { throw .notVerified(.algorithm) }
        guard let keyID = decoded.header["kid"]?.string else { throw .notVerified(.missing("kid")) }
        guard let directory = decoded.claims["tid"]?.string.flatMap({ DirectoryID($0) }) else {
            throw .notVerified(.missing("tid"))
        }
        let version = decoded.claims["ver"]?.string == "2.0" ? "/v2.0" : ""
        let correlationID = UUID()
        let metadata = try Metadata(
            try await fetch(
                "/\(directory)\(version)/.well-known/openid-configuration",
                from: authority,
                correlationID: correlationID
            )
        )
        guard let issuer = decoded.claims["iss"]?.string, issuer == metadata.issuer else {
            throw .notVerified(.issuer)
        }
        guard metadata.keys.origin.isSameAuthority(as: authority) else { throw .misdirected }
        let published = try await fetch(
            metadata.keys.path,
            from: metadata.keys.origin,
            correlationID: correlationID
        )
        let key = try PublishedKey(keyID: keyID, in: published)
        try await key.check(token, isPSS: algorithm == "PS256")
        try checkTimes(decoded.claims)
    }

    private func checkTimes(_ claims: [String: JSONValue]) throws(EntraError) {
        guard let end = claims["exp"]?.wholeNumber else { throw .notVerified(.missing("exp")) }
        let instant = now().timeIntervalSince1970
        // Five minutes of difference between clocks, as Microsoft's own libraries allow.
        if TimeInterval(end) + 300 < instant { throw .notVerified(.expired) }
        if let start = claims["nbf"]?.wholeNumber, TimeInterval(start) - 300 > instant {
            throw .notVerified(.notYetValid)
        }
    }
}

/// One RSA key of a published set, found by its ID: JWTKit alone would try another key when the ID is unknown.
private struct PublishedKey {
    private let key: Insecure.RSA.PublicKey

    init(keyID: String, in set: [String: JSONValue]) throws(EntraError) {
        guard let keys = set["keys"]?.array else { throw .malformedReply(.missing("keys")) }
        let found = keys.compactMap(\.object).filter { $0["kid"]?.string == keyID && $0["kty"]?.string == "RSA" }
        guard found.count == 1, let modulus = found[0]["n"]?.string, let exponent = found[0]["e"]?.string,
            let key = try? Insecure.RSA.PublicKey(modulus: modulus, exponent: exponent)
        else { throw .notVerified(.unknownKey) }
        self.key = key
    }

    func check(_ token: String, isPSS: Bool) async throws(EntraError) {
        let keys = JWTKeyCollection()
        do {
            if isPSS {
                await keys.add(pss: key, digestAlgorithm: .sha256)
            } else {
                await keys.add(rsa: key, digestAlgorithm: .sha256)
            }
            _ = try await keys.verify(token, as: AnyClaims.self)
        } catch {
            throw .notVerified(.signature)
        }
    }
}

/// A payload of which only the signature is JWTKit's business.
private struct AnyClaims: JWTPayload {
    func verify(using algorithm: some JWTAlgorithm) async throws {}
}
