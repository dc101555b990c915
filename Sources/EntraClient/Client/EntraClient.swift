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
    ///
    /// Sent a second time, after one second, only where the directory failed or the reply was lost.
    ///
    /// - Throws: `EntraError`; `.wrongToken` means that a token came, and was dropped.
    package func mint(
        _ request: TokenRequest,
        secret: borrowing SecretBytes
    ) async throws(EntraError) -> AccessToken {
        guard !secret.isEmpty else { throw .invalidRequest(.emptySecret) }
        let form = try TokenForm(request)
        do {
            return try await attempt(request, form, secret: secret)
        } catch {
            guard error.isWorthAnotherTry else { throw error }
            try await pauseBeforeRetry()
            return try await attempt(request, form, secret: secret)
        }
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
        guard case (.secret(let secret), .clientCredentials) = (proof, grant) else { throw .network(.other) }
        return Minted(token: try await mint(request, secret: secret.bytes))
    }

    private func attempt(
        _ request: TokenRequest,
        _ form: TokenForm,
        secret: borrowing SecretBytes
    ) async throws(EntraError) -> AccessToken {
        let body = form.body.fill(with: secret)
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
        let sent = now()
        let reply = try await send(exchange)
        defer { reply.body.overwrite() }
        let skew = ClockSkew.of(reply, at: now())
        let members = try success(reply, clockSkew: skew) { SecretShape.text($0, repeats: secret) }
        let token = try TokenReply(members, sent: sent)
        let isReadable = try TokenGuard.admit(
            token.token,
            directory: request.directoryID,
            client: request.clientID,
            audience: form.audience
        )
        return AccessToken(
            value: token.token,
            expiresOn: token.expiresOn,
            refreshOn: token.refreshOn,
            resource: form.audience,
            isOpaque: !isReadable,
            clockSkew: skew,
            correlationID: request.correlationID
        )
    }
}
