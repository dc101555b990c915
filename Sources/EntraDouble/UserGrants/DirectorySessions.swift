internal import FoundationEssentials

// Refresh tokens and codes, each changed in one step.
extension Directory {
    /// How long an unused refresh token lives.
    static let idleLimit: TimeInterval = 90 * 86400

    /// Keeps a new refresh token.
    func keep(_ token: Seed.RefreshToken) {
        if sessions.refreshTokens.updateValue(token, forKey: token.refreshToken) == nil {
            sessions.issued.append(token.refreshToken)
        }
    }

    /// Finds a refresh token that may be used by a client.
    func refreshToken(_ text: String, of clientId: GUID, at now: Date) throws(EntraError) -> Seed.RefreshToken {
        guard let token = sessions.refreshTokens[text] else { throw .unknownRefreshToken }
        guard token.clientId == clientId else { throw .refreshTokenOfAnotherClient }
        if token.revoked == true { throw .revokedGrant(issued: token.issuedDateTime, at: now) }
        if token.spent == true { throw .spentRefreshToken }
        if let issued = token.issuedDateTime, issued.addingTimeInterval(Self.idleLimit) <= now {
            throw .idleRefreshToken(issued: issued)
        }
        return token
    }

    /// Exchanges a refresh token for a new one; the old one stays good unless the seed says otherwise.
    func rotate(_ old: String, to new: Seed.RefreshToken) throws(EntraError) {
        if seed.refreshTokensOnce == true {
            if sessions.refreshTokens[old]?.spent == true { throw .spentRefreshToken }
            sessions.refreshTokens[old]?.spent = true
        }
        keep(new)
    }

    /// Takes back the refresh tokens of a user, of all applications or of one.
    package func revokeRefreshTokens(of userPrincipalName: String, clientId: GUID? = nil) {
        for (text, token) in sessions.refreshTokens
        where token.userPrincipalName.sameName(as: userPrincipalName) && (clientId ?? token.clientId) == token.clientId
        {
            sessions.refreshTokens[text]?.revoked = true
        }
    }

    /// Keeps a code.
    func keep(_ code: AuthorizationCode, as text: String) {
        sessions.codes[text] = code
    }

    /// Finds a code.
    func code(_ text: String) -> AuthorizationCode? { sessions.codes[text] }

    /// Marks a code as redeemed; only the first to do so may go on.
    func redeem(code text: String) throws(EntraError) {
        guard sessions.codes[text]?.isRedeemed == false else { throw .redeemedCode }
        sessions.codes[text]?.isRedeemed = true
    }

    /// Remembers who signed in on a page until the next page is answered.
    func keep(_ consent: PendingConsent) -> String {
        let id = GUID().description
        sessions.pendingConsents[id] = consent
        return id
    }

    /// Takes what was remembered, if it was for the same page.
    func takeConsent(_ id: String, for page: String) -> PendingConsent? {
        sessions.pendingConsents.removeValue(forKey: id).flatMap { $0.page == page ? $0 : nil }
    }
}
