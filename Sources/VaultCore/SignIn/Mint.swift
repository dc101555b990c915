internal import EntraClient
internal import FoundationEssentials
internal import VaultModel
internal import VaultStore

/// What came of one request.
struct Mint: Sendable {
    var result: Result<TokenGrant, VaultFailure>
    var token: AccessToken?
    /// Until when the directory does not want to be asked again.
    var throttledUntil: Date?
    var keyID: KeyID?
    var correlationID: UUID?
    /// The refresh token that came with it, to be stored before the token is let go.
    var renewal: Renewal?

    init(result: Result<TokenGrant, VaultFailure>) {
        self.result = result
    }

    init(_ signedIn: SignInResult, _ order: SignInOrder, at instant: Date) {
        correlationID = order.request.correlationID
        keyID = signedIn.used?.keyID
        switch signedIn.result {
        case .success(let minted):
            let token = minted.token
            self.token = token
            renewal = Renewal(minted, of: signedIn.used, order, at: instant)
            result = .success(
                TokenGrant(
                    accessToken: token.value, tokenType: token.tokenType, expiresOn: token.expiresOn,
                    source: .minted, warning: token.warning, keyID: signedIn.used?.keyID))
        case .failure(let error):
            if case EntraError.throttled(let retryAfter) = error { throttledUntil = instant + retryAfter.seconds }
            result = .failure(
                VaultFailure(any: error, tenant: order.tenant).signingIn(at: order.owner, insteadOf: order.tenant))
        }
    }
}

extension AccessToken {
    fileprivate var warning: String? {
        if let clockSkew {
            return "this machine's clock is \(abs(clockSkew.components.seconds) / 60) minutes off the directory's"
        }
        return isOpaque ? "the token is encrypted: whom it is for could not be checked" : nil
    }
}

extension VaultSnapshot {
    /// What the cache can answer for now: tokens that live long enough, and throttlings that are not over.
    func cached(
        _ plans: [MintPlan], _ query: TokenQuery, at instant: Date
    ) throws -> [[UInt8]: Result<TokenGrant, VaultFailure>] {
        var answers: [[UInt8]: Result<TokenGrant, VaultFailure>] = [:]
        for plan in plans where answers[plan.cacheKey] == nil {
            if !query.forceNew, query.claims == nil,
                case .token(let token, let type, let expires, let keyID)? = try cachedToken(for: plan.cacheKey),
                expires > instant + query.minimumValidity.seconds
            {
                answers[plan.cacheKey] = .success(
                    TokenGrant(accessToken: token, tokenType: type, expiresOn: expires, source: .cache, keyID: keyID))
            } else if let failure = try throttling(plan, at: instant) {
                answers[plan.cacheKey] = .failure(failure)
            }
        }
        return answers
    }

    private func throttling(_ plan: MintPlan, at instant: Date) throws -> VaultFailure? {
        guard case .throttled(let until)? = try cachedToken(for: plan.throttleKey), until > instant else { return nil }
        // Nobody asks for more; the clock was put back since.
        guard until <= instant + RetryAfter.longest.seconds else { return nil }
        return VaultFailure(
            .throttled(retryAfter: .seconds(until.timeIntervalSince(instant))),
            tenant: plan.member.tenant.name.description)
    }
}

extension VaultEdit {
    /// Puts what a request brought into the cache.
    func keep(_ mint: Mint, of plan: MintPlan) throws {
        if let token = mint.token {
            try cache(
                .token(token.value, type: token.tokenType, expires: token.expiresOn, keyID: mint.keyID),
                for: plan.cacheKey)
        }
        try keepThrottling(mint, of: plan)
    }

    /// Puts the directory's wish to be left alone into the cache, and nothing else.
    func keepThrottling(_ mint: Mint, of plan: MintPlan) throws {
        if let until = mint.throttledUntil { try cache(.throttled(until: until), for: plan.throttleKey) }
    }
}
