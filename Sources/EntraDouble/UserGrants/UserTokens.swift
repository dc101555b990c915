internal import FoundationEssentials
internal import Hummingbird

/// Issues tokens to applications for their users.
struct UserTokens: Sendable {
    let directory: Directory
    let issuer: TokenIssuer

    /// Answers a token request for a user, or throws the refusal that Entra would send.
    func answer(_ request: TokenRequest, in seed: Seed, _ exchange: Exchange) async throws -> Response {
        if case .password = request.grant { try refuseSharedAuthority(request) }
        let client = try TokenClient(request.clientId, in: request.directoryName, of: seed)
        try client.checkForUser()
        let method = try await client.authentication(exchange).checkForUser(request.proof)
        let asker = UserAsker(request: request, client: client, method: method, seed: seed, exchange: exchange)
        switch request.grant {
        case .clientCredentials:
            // The route has answered these.
            throw EntraError.unsupportedGrant("client_credentials")
        case .password(let name, let password, let scopes):
            return try await byPassword(asker, name, password, scopes)
        case .refreshToken(let text, let scopes):
            return try await byRefreshToken(asker, text, scopes)
        case .authorizationCode(let text, let redirectURI, let verifier, let scopes):
            return try await byCode(asker, text, redirectURI, verifier, scopes)
        case .deviceCode(let text):
            return try await byDeviceCode(asker, text)
        }
    }

    private func refuseSharedAuthority(_ request: TokenRequest) throws(EntraError) {
        let name = request.directoryName.lowercased()
        if name == "common" || name == "consumers" { throw .passwordGrantOnCommon }
    }

    private func byPassword(
        _ asker: UserAsker,
        _ name: String,
        _ password: String,
        _ scopes: ScopeRequest
    ) async throws -> Response {
        // Entra cuts nothing off, and knows no such password.
        if password.first?.isWhitespace == true || password.last?.isWhitespace == true {
            throw EntraError.wrongPassword
        }
        let person = try asker.seed.signIn(name, password: password, in: asker.client.authority.displayName)
        let signIn = SignIn(person: person, isMFA: false, claimsMet: false)
        let grant = try asker.grant(scopes, signIn: signIn)
        let refresh = asker.keepsSignIn(scopes) ? asker.newRefreshToken(for: grant) : nil
        if let refresh { await directory.keep(refresh) }
        return try await issuer.reply(to: asker, grant, refresh: refresh, openID: scopes.openID)
    }

    private func byRefreshToken(_ asker: UserAsker, _ text: String, _ scopes: ScopeRequest) async throws -> Response {
        let appId = asker.client.application.appId
        let old = try await directory.refreshToken(text, of: appId, at: asker.exchange.now)
        let person = try asker.seed.activePerson(
            named: old.userPrincipalName,
            in: asker.client.authority.displayName
        )
        let signIn = SignIn(person: person, isMFA: old.mfa ?? false, claimsMet: old.claimsMet ?? false)
        let grant = try asker.grant(scopes, after: old.resource, signIn: signIn)
        let new = asker.newRefreshToken(for: grant)
        try await directory.rotate(text, to: new)
        return try await issuer.reply(to: asker, grant, refresh: new, openID: scopes.openID)
    }

    private func byCode(
        _ asker: UserAsker,
        _ text: String,
        _ redirectURI: String,
        _ verifier: String?,
        _ scopes: ScopeRequest
    ) async throws -> Response {
        guard let code = await directory.code(text), code.clientId == asker.client.application.appId else {
            throw EntraError.unknownCode
        }
        if code.isRedeemed { throw EntraError.redeemedCode }
        let end = code.issued.addingTimeInterval(AuthorizationCode.lifetime)
        guard asker.exchange.now < end else { throw EntraError.expiredCode }
        guard code.redirectURI == redirectURI else {
            throw EntraError.otherReplyAddress(redirectURI, than: code.redirectURI)
        }
        if let challenge = code.challenge, !challenge.isMet(by: verifier) { throw EntraError.wrongVerifier }
        let person = try asker.seed.activePerson(
            named: code.userPrincipalName,
            in: asker.client.authority.displayName
        )
        let signIn = SignIn(person: person, isMFA: code.isMFA, claimsMet: code.claimsMet)
        let asked = scopes.resource == nil && scopes.openID.isEmpty ? code.scopes : scopes
        let grant = try asker.grant(asked, after: code.scopes.resource, signIn: signIn)
        try await directory.redeem(code: text)
        let refresh = asker.keepsSignIn(code.scopes) ? asker.newRefreshToken(for: grant) : nil
        if let refresh { await directory.keep(refresh) }
        let openID = code.scopes.openID.union(scopes.openID)
        return try await issuer.reply(to: asker, grant, refresh: refresh, openID: openID, nonce: code.nonce)
    }

    private func byDeviceCode(_ asker: UserAsker, _ text: String) async throws -> Response {
        let code = try await directory.poll(text, of: asker.client.application.appId, at: asker.exchange.now)
        guard case .approved(let name, let isMFA) = code.outcome else { throw EntraError.pendingDeviceCode }
        let person = try asker.seed.activePerson(named: name, in: asker.client.authority.displayName)
        let signIn = SignIn(
            person: person, isMFA: isMFA, claimsMet: person.meetsPolicy(of: asker.client.application, with: code.claims)
        )
        let grant = try asker.grant(code.scopes, signIn: signIn)
        try await directory.redeem(deviceCode: text)
        let refresh = asker.keepsSignIn(code.scopes) ? asker.newRefreshToken(for: grant) : nil
        if let refresh { await directory.keep(refresh) }
        return try await issuer.reply(to: asker, grant, refresh: refresh, openID: code.scopes.openID)
    }
}
