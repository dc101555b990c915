internal import FoundationEssentials
internal import Hummingbird

/// Signs tokens and words the replies that carry them.
struct TokenIssuer: Sendable {
    let signingKey: SigningKey
    /// The life of tokens in the seed.
    let seededLifetime: Int?

    /// Replies with a token of the application's own.
    func reply(
        to request: TokenRequest,
        _ grant: ClientCredentialsGrant,
        _ exchange: Exchange
    ) async throws -> Response {
        let lifetime = lifetime(of: grant.access, exchange)
        var claims = Claims(grant.access, authority: exchange.baseURL, now: exchange.now, lifetime: lifetime)
        claims.addApplication(grant.access)
        let fields = try await fields(claims, grant.access, request.version, exchange, lifetime)
        return try .json(fields.overridden(by: exchange.fault?.reply))
    }

    /// Replies with a user's token, and with what goes along.
    ///
    /// - Parameters:
    ///   - asker: who asks.
    ///   - grant: what was granted.
    ///   - refresh: the refresh token, if one is due.
    ///   - openID: the OpenID scopes, which decide whether an ID token comes along.
    ///   - nonce: the nonce of that ID token.
    /// - Returns: the reply.
    /// - Throws: if a claim cannot be written as JSON.
    func reply(
        to asker: UserAsker,
        _ grant: UserGrant,
        refresh: Seed.RefreshToken?,
        openID: Set<String>,
        nonce: String? = nil
    ) async throws -> Response {
        let (exchange, version) = (asker.exchange, asker.request.version)
        let lifetime = lifetime(of: grant.access, exchange)
        var claims = Claims(grant.access, authority: exchange.baseURL, now: exchange.now, lifetime: lifetime)
        claims.addUser(grant)
        var fields = try await fields(claims, grant.access, version, exchange, lifetime)
        fields["scope"] = .string(grant.scope)
        fields["refresh_token"] = refresh.map { .string($0.refreshToken) }
        if openID.contains("openid") {
            let claims = Claims(
                idTokenFor: grant.signIn.person,
                of: grant.access.application,
                in: grant.access.directoryId,
                isMFA: grant.signIn.isMFA,
                nonce: nonce,
                version: version,
                authority: exchange.baseURL,
                now: exchange.now
            )
            fields["id_token"] = .string(try await signingKey.sign(claims, withNonce: false))
        }
        if asker.request.wantsClientInfo { fields["client_info"] = .string(grant.signIn.person.clientInfo) }
        return try .json(fields.overridden(by: exchange.fault?.reply))
    }

    private func lifetime(of access: Access, _ exchange: Exchange) -> Int {
        if let lifetime = exchange.fault?.lifetimeSeconds { return lifetime }
        return access.isCapable ? TokenRoutes.capableLifetime : seededLifetime ?? TokenRoutes.lifetime
    }

    private func fields(
        _ claims: Claims,
        _ access: Access,
        _ version: EndpointVersion,
        _ exchange: Exchange,
        _ lifetime: Int
    ) async throws -> [String: JSONValue] {
        var claims = claims
        claims.fields = claims.fields.overridden(by: exchange.fault?.claims)
        let token = try await signingKey.sign(claims, withNonce: access.target.isGraph)
        return TokenReply.fields(token: token, for: access, version, now: exchange.now, lifetime: lifetime)
    }
}
