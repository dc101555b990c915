internal import FoundationEssentials

/// A user's application that has proved itself, with the request that it makes.
struct UserAsker: Sendable {
    let request: TokenRequest
    let client: TokenClient
    let method: ClientMethod
    let seed: Seed
    let exchange: Exchange

    /// Decides on a token for someone who signed in.
    func grant(_ scopes: ScopeRequest, after previous: String? = nil, signIn: SignIn) throws(EntraError) -> UserGrant {
        try UserGrant(
            scopes,
            after: previous,
            signIn: signIn,
            client: client,
            method: method,
            request: request,
            in: seed
        )
    }

    /// Whether a refresh token is due: always on v1, if it was asked for on v2.
    func keepsSignIn(_ scopes: ScopeRequest) -> Bool {
        switch request.version {
        case .v1: true
        case .v2: scopes.openID.contains("offline_access")
        }
    }

    /// Makes a refresh token for what was granted, as long as Entra's.
    func newRefreshToken(for grant: UserGrant) -> Seed.RefreshToken {
        var token = Seed.RefreshToken(
            refreshToken: "1.A" + Data.random(840).base64URL,
            userPrincipalName: grant.signIn.person.user.userPrincipalName,
            clientId: client.application.appId
        )
        token.resource = grant.access.target.asked
        token.issuedDateTime = exchange.now
        token.mfa = grant.signIn.isMFA
        token.claimsMet = grant.signIn.claimsMet || request.claims.hasChallenge
        return token
    }
}
