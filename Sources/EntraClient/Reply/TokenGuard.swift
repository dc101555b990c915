internal import VaultModel

/// Compares a token with what was asked for: one of the wrong tenant is the worst thing to hand out.
enum TokenGuard {
    /// Whether the token can be looked into; an encrypted one (JWE, five parts) cannot.
    ///
    /// - Throws: `EntraError.wrongToken` where a claim is missing or names another.
    static func admit(
        _ token: String,
        directory: DirectoryID,
        client: ClientID,
        audience: String
    ) throws(EntraError) -> Bool {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        // RFC 7516: a direct-key JWE has an empty second part, the others are never empty.
        if parts.count == 5, ![parts[0], parts[2], parts[3], parts[4]].contains(where: \.isEmpty) { return false }
        guard let decoded = try? DecodedToken(token) else { throw .malformedReply(.tokenForm) }
        let claims = decoded.claims
        guard claims["tid"]?.string.flatMap({ DirectoryID($0) }) == directory else { throw .wrongToken(.tenant) }
        // v1 tokens name the client in `appid`, v2 tokens in `azp`; one that has both must say the same twice.
        let clients = [claims["appid"], claims["azp"]].compactMap(\.self)
        guard !clients.isEmpty, clients.allSatisfy({ $0.string.flatMap { ClientID($0) } == client }) else {
            throw .wrongToken(.application)
        }
        guard let claim = claims["aud"]?.string else { throw .wrongToken(.audience) }
        if matches(claim: claim, requested: audience) { return true }
        // An API of somebody's own under a name that is no GUID: nobody here can tell whether this is its client ID.
        if let api = ClientID(claim), ClientID(bare(audience)) == nil,
            ![claim, audience].contains(where: Audience.isKnown)
        {
            throw .unknownAudience(api)
        }
        throw .wrongToken(.audience)
    }

    /// As `Audience.matches`; an API known as `api://<its client ID>` may come back as that ID alone.
    private static func matches(claim: String, requested: String) -> Bool {
        if Audience.matches(claim: claim, requested: requested) { return true }
        guard let wanted = ClientID(bare(requested)), let found = ClientID(bare(claim)) else { return false }
        return wanted == found
    }

    private static func bare(_ audience: String) -> String {
        let text = audience.hasPrefix("api://") ? String(audience.dropFirst("api://".count)) : audience
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }
}
