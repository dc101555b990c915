internal import FoundationEssentials
internal import NIOCore

extension EntraClient {
    /// The product's name, and nothing about the machine.
    static let product = "partner-vault"

    /// Sends once; a redirect from any transport is refused here too.
    func send(_ request: HTTPExchangeRequest) async throws(EntraError) -> HTTPReply {
        let reply: HTTPReply
        do {
            reply = try await transport.send(request)
        } catch {
            switch error {
            case .redirected: throw .redirected
            case .tooLarge: throw .malformedReply(.tooLarge)
            case .dns, .refused, .tls, .timeout, .closed, .proxy, .notHTTP, .cancelled, .shutDown, .settings, .other:
                throw .network(error)
            }
        }
        if (300..<400).contains(reply.status) { throw .redirected }
        guard reply.body.readableBytes <= request.replyLimit else { throw .malformedReply(.tooLarge) }
        return reply
    }

    /// The members of a successful reply; everything else becomes a typed error.
    func success(
        _ reply: HTTPReply,
        clockSkew: Duration?,
        repeats: (String) -> Bool
    ) throws(EntraError) -> [String: JSONValue] {
        if let wait = RetryAfter.of(reply, at: now()) { throw .throttled(retryAfter: wait) }
        let members: Result<[String: JSONValue], EntraError> = Result { () throws(EntraError) in try reply.members() }
        let refusal = (try? members.get()).flatMap { members in
            RefusalReply.read(members, status: reply.status, clockSkew: clockSkew, repeats: repeats)
        }
        if reply.status >= 500 { throw .serverError(status: reply.status, code: refusal?.code) }
        let found = try members.get()
        if found["error"] != nil {
            guard found["access_token"] == nil else { throw .malformedReply(.contradiction) }
            guard let refusal else { throw .malformedReply(.wrongType("error")) }
            throw .refused(refusal)
        }
        guard reply.status == 200 else { throw .malformedReply(.status(reply.status)) }
        return found
    }

    /// One second, as Microsoft's own library waits (MSAL.NET's retry once on 5xx and timeout).
    func pauseBeforeRetry() async throws(EntraError) {
        do { try await pause(.seconds(1)) } catch { throw .network(.cancelled) }
    }
}

extension EntraError {
    /// Whether the same request may do better a second later: never for what a person must put right.
    var isWorthAnotherTry: Bool {
        switch self {
        case .serverError: true
        case .network(let cause): cause.isDropped
        case .refused, .throttled, .redirected, .malformedReply, .wrongToken, .unknownAudience, .misdirected,
            .invalidRequest, .malformedToken, .cannotBeVerifiedByOthers, .notVerified, .denied, .rejected,
            .graphDenied, .graphRejected, .graphNotFound, .graphConflict, .signInTimedOut, .signInDeclined,
            .cannotListen, .cannotSign, .cannotLock:
            false
        }
    }
}

extension HTTPReply {
    /// The body as a JSON object, whatever its content type says; text under a name of `hidden` is left to who reads it
    /// into locked memory.
    func members(hiding hidden: Set<String> = ReplySecrets.names) throws(EntraError) -> [String: JSONValue] {
        let first = body.readableBytesView.first { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }
        if first == UInt8(ascii: "<") { throw .malformedReply(.html) }
        let value: JSONValue
        do {
            value = try JSONValue(parsing: body, hiding: hidden)
        } catch {
            throw .malformedReply(ReplyProblem(error))
        }
        guard let members = value.object else { throw .malformedReply(.notJSON) }
        return members
    }
}
