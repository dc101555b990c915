internal import EntraClient
internal import FoundationEssentials
internal import VaultCrypto
internal import VaultModel
internal import VaultStore

/// One tenant's token, as it will be asked for.
struct MintPlan: Sendable {
    let member: Roster.Member
    private let resource: Resource
    private let scopes: [String]
    private let signIn: SignIn
    private let claims: String?
    /// Everything that makes two tokens different, in canonical bytes: equal keys share one token. Claims are not in
    /// it, so that a token that answers a challenge takes the place of the one that was challenged.
    let cacheKey: [UInt8]
    /// Whom the directory means when it asks for patience: all requests of one client in one directory.
    let throttleKey: [UInt8]

    init(_ member: Roster.Member, _ query: TokenQuery) {
        self.member = member
        resource = query.resource ?? member.tenant.resource
        scopes = query.scopes
        signIn = query.signIn ?? member.tenant.signIn
        claims = query.claims
        let application = member.application
        let destination = application.destination
        let uri = resource.uri(in: destination.cloud) ?? ""
        let client = Self.key("client", [destination.cloud.rawValue, destination.authority.description]) { writer in
            writer.put(member.tenant.directoryID.uuid)
            writer.put(application.clientID.uuid)
        }
        throttleKey = client
        cacheKey = Self.key(
            "token",
            [application.endpoint.rawValue, signIn.rawValue, scopes.isEmpty ? "resource" : "scopes"]
                + (scopes.isEmpty ? [uri] : scopes.sorted())
        ) { writer in
            writer.put(client)
            writer.put(application.signInCredentials.first?.id.rawValue ?? 0)
        }
    }

    /// Each text after its length, so that no two lists have the same bytes.
    private static func key(_ use: StaticString, _ texts: [String], _ rest: (inout ByteWriter) -> Void) -> [UInt8] {
        var writer = ByteWriter(reserving: 256)
        writer.put(use)
        writer.put(UInt32(clamping: texts.count))
        for text in texts {
            writer.put(UInt32(clamping: text.utf8.count))
            writer.put(Array(text.utf8))
        }
        rest(&writer)
        return writer.bytes
    }

    /// The audience or scopes, as they are printed and recorded.
    var resourceText: String {
        guard scopes.isEmpty else { return scopes.joined(separator: " ") }
        return resource.uri(in: member.application.destination.cloud) ?? resource.description
    }

    /// - Throws: `VaultFailure` for what needs no request to be refused.
    func request() throws -> TokenRequest {
        let (tenant, application) = (member.tenant, member.application)
        let name = shellQuoted(tenant.name.description)
        guard signIn == .app else {
            throw VaultFailure(
                .signInNeeded, "\"\(tenant.name)\" signs in as a user, and no user has signed in",
                hint: "ask for the application's own token with --as app")
        }
        let target: TokenRequest.Target
        if scopes.isEmpty {
            guard let uri = resource.uri(in: application.destination.cloud) else {
                throw VaultFailure(
                    .notInThisCloud,
                    "the cloud \"\(application.destination.cloud.rawValue)\" has no resource \"\(resource)\"",
                    hint: "name another with --resource")
            }
            target = .audience(uri)
        } else {
            target = .scopes(scopes)
        }
        guard !isForPartnerCenter(target) || tenant.directoryID == application.homeDirectory else {
            throw VaultFailure(
                .refused,
                "Partner Center answers tokens of the partner's own directory, and \"\(tenant.name)\" is a customer's",
                hint: "ask for the tenant that the application was added with; see \"partner-vault show \(name)\"")
        }
        return TokenRequest(
            destination: application.destination, directoryID: tenant.directoryID, clientID: application.clientID,
            endpoint: application.endpoint, target: target, claims: claims)
    }

    private func isForPartnerCenter(_ target: TokenRequest.Target) -> Bool {
        guard let partnerCenter = ResourceAlias.partnerCenter.uri(in: member.application.destination.cloud) else {
            return false
        }
        let audiences =
            switch target {
            case .audience(let uri): [uri]
            case .scopes(let scopes):
                scopes.compactMap { scope in scope.lastIndex(of: "/").map { String(scope[..<$0]) } }
            }
        return audiences.contains { Audience.matches(claim: $0, requested: partnerCenter) }
    }

    func outcome(_ result: Result<TokenGrant, VaultFailure>) -> TokenOutcome {
        TokenOutcome(
            tenant: member.tenant.name.description, directoryID: member.tenant.directoryID.description,
            clientID: member.application.clientID.description, resource: resourceText, result: result)
    }

    func probed(_ failure: VaultFailure?, at instant: Date) -> ProbeOutcome {
        ProbeOutcome(
            tenant: member.tenant.name.description, directoryID: member.tenant.directoryID.description,
            clientID: member.application.clientID.description, resource: resourceText, at: instant, failure: failure)
    }

    /// What the log says of this tenant's token.
    func entry(
        _ result: Result<TokenGrant, VaultFailure>, _ mint: Mint?, _ surroundings: Surroundings
    ) -> AuditEntry {
        let event: AuditEvent =
            switch result {
            case .success(let grant): grant.source == .cache ? .handedOut : .minted
            case .failure: .refused
            }
        var entry = surroundings.entry(event, tenant: member.tenant.name.description)
        entry.resource = resourceText
        entry.keyID = mint?.keyID ?? (try? result.get())?.keyID
        entry.correlationID = mint?.correlationID
        return entry
    }
}

/// What came of one request.
struct Mint: Sendable {
    var result: Result<TokenGrant, VaultFailure>
    var token: AccessToken?
    /// Until when the directory does not want to be asked again.
    var throttledUntil: Date?
    var keyID: KeyID?
    var correlationID: UUID?

    init(result: Result<TokenGrant, VaultFailure>) {
        self.result = result
    }

    init(
        _ result: Result<AccessToken, any Error>, _ request: TokenRequest, _ credential: Credential?, _ tenant: String,
        at instant: Date
    ) {
        correlationID = request.correlationID
        keyID = credential?.keyID
        switch result {
        case .success(let token):
            self.token = token
            self.result = .success(
                TokenGrant(
                    accessToken: token.value, tokenType: token.tokenType, expiresOn: token.expiresOn,
                    source: .minted, warning: token.warning, keyID: credential?.keyID))
        case .failure(let error):
            if case EntraError.throttled(let retryAfter) = error { throttledUntil = instant + retryAfter.seconds }
            self.result = .failure(VaultFailure(any: error, tenant: tenant))
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
