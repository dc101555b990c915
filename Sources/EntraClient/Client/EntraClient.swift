package import FoundationEssentials
package import VaultCrypto
internal import VaultModel

/// Speaks to a directory's token endpoint and its OpenID metadata.
package struct EntraClient: Sendable {
    let transport: any HTTPTransport
    let now: @Sendable () -> Date
    let pause: @Sendable (Duration) async throws -> Void

    /// `now` and `pause` are the clock and the waiting before a second attempt; `pause` may throw when cancelled.
    package init(
        transport: any HTTPTransport,
        now: @escaping @Sendable () -> Date,
        pause: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.transport = transport
        self.now = now
        self.pause = pause
    }

    /// Fetches a token for the application itself, proven by its client secret.
    package func mint(
        _ request: TokenRequest,
        secret: borrowing SecretBytes
    ) async throws(EntraError) -> AccessToken {
        let shared: SharedSecret
        do { shared = SharedSecret(try secret.duplicate()) } catch { throw .cannotLock }
        return try await mint(request, proof: .secret(shared), grant: .clientCredentials).token
    }

    /// Fetches a token for what `grant` gives, the application proven by `proof`.
    ///
    /// Sent a second time, after one second, only where the directory failed or the reply was lost; a code, which can be
    /// used once, is never sent twice.
    ///
    /// - Throws: `EntraError`; `.wrongToken` means that a token came, and was dropped.
    package func mint(
        _ request: TokenRequest,
        proof: ClientProof,
        grant: Grant
    ) async throws(EntraError) -> Minted {
        do {
            return try await attempt(request, proof: proof, grant: grant)
        } catch {
            guard grant.canBeRepeated, error.isWorthAnotherTry else { throw error }
            try await pauseBeforeRetry()
            return try await attempt(request, proof: proof, grant: grant)
        }
    }

    /// Sends once.
    func attempt(_ request: TokenRequest, proof: ClientProof, grant: Grant) async throws(EntraError) -> Minted {
        let form = try TokenForm(request, proof: proof, grant: grant, at: now())
        let sent = now()
        return try await post(form, for: request) { (reply, members, skew) throws(EntraError) in
            let token = try TokenReply(members, sent: sent)
            let isReadable = try TokenGuard.admit(
                token.token,
                directory: request.directoryID,
                client: request.clientID,
                audience: form.audience
            )
            let access = AccessToken(
                value: token.token,
                expiresOn: token.expiresOn,
                refreshOn: token.refreshOn,
                resource: form.audience,
                isOpaque: !isReadable,
                clockSkew: skew,
                correlationID: request.correlationID
            )
            guard grant.isForUser else { return Minted(token: access) }
            let secrets = try ReplySecrets(members, in: reply.body)
            let user = SignedInUser.named(
                byAccessToken: token.token,
                idToken: secrets.idToken,
                directory: request.directoryID,
                client: request.clientID
            )
            return Minted(token: access, refreshToken: secrets.refreshToken, user: user)
        }
    }

    /// Sends a form, has `read` take what it needs of a good reply, and overwrites both bodies.
    func post<Result>(
        _ form: TokenForm,
        for request: TokenRequest,
        read: (HTTPReply, [String: JSONValue], Duration?) throws(EntraError) -> Result
    ) async throws(EntraError) -> Result {
        let body = form.body.fill()
        defer { body.overwrite() }
        let exchange = HTTPExchangeRequest(
            .post,
            request.destination.authority,
            path: form.path,
            headers: [
                "Accept": "application/json",
                "Content-Type": "application/x-www-form-urlencoded",
                "User-Agent": Self.product,
                "client-request-id": request.correlationID.uuidString.lowercased(),
            ],
            body: body
        )
        let reply = try await send(exchange)
        defer { reply.body.overwrite() }
        let skew = ClockSkew.of(reply, at: now())
        let secrets = form.body.secrets
        let members = try success(reply, clockSkew: skew) { text in
            secrets.contains { SecretShape.text(text, repeats: $0.bytes) }
        }
        return try read(reply, members, skew)
    }
}
