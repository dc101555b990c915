package import FoundationEssentials
internal import NIOCore
package import VaultModel

/// Speaks to Microsoft Graph with one access token, which goes to one origin and nowhere else.
///
/// Requests that Graph asks to put off are put off and sent again, a few times and never for long; of those that change
/// something, `change` says which are sent again.
package struct GraphSession: Sendable {
    /// The longest wait that is worth it, and how many there are before a request is given up.
    static let longestWait: Duration = .seconds(60)
    static let patience = 5
    /// How much is read of one reply: a page of 100 applications with the most credentials they may have.
    private static let replyLimit = 8 << 20

    let client: EntraClient
    private let origin: Origin
    private let token: String
    private let correlationID: UUID

    package init(_ client: EntraClient, at origin: Origin, token: String, correlationID: UUID = UUID()) {
        self.client = client
        self.origin = origin
        self.token = token
        self.correlationID = correlationID
    }

    /// Reads one object; `path` is below `/v1.0`.
    func get(_ path: String) async throws(EntraError) -> [String: JSONValue] {
        try await answer(to: path).members
    }

    /// Reads one object, and by the directory's clock when.
    func answer(to path: String) async throws(EntraError) -> GraphAnswer {
        try answer(of: try await sendPatiently(.get, "/v1.0" + path, body: nil))
    }

    /// Reads all pages of a collection, at most `limit` items.
    ///
    /// - Throws: `.malformedReply` where there are more, and where the next page lies elsewhere than this one.
    func pages(_ path: String, limit: Int) async throws(EntraError) -> [JSONValue] {
        var items: [JSONValue] = []
        var next: String? = "/v1.0" + path
        var seen: Set<String> = []
        while let path = next {
            guard seen.insert(path).inserted else { throw .malformedReply(.contradiction) }
            let page = try answer(of: try await sendPatiently(.get, path, body: nil)).members
            guard let values = page["value"]?.array else { throw .malformedReply(.missing("value")) }
            items += values
            guard items.count <= limit else { throw .malformedReply(.tooLarge) }
            next = try nextPath(page["@odata.nextLink"])
        }
        return items
    }

    /// Sends `body` to `path` below `/v1.0`, for a reply that is an object.
    func post(_ path: String, _ body: JSONValue) async throws(EntraError) -> GraphAnswer {
        try answer(of: try await sendPatiently(.post, "/v1.0" + path, body: body.text))
    }

    /// Waits for as long as Graph asks, as the `attempt`th time; throws where that is too long or too often.
    func pause(_ wait: Duration, attempt: Int) async throws(EntraError) {
        guard attempt < Self.patience, wait <= Self.longestWait else { throw .throttled(retryAfter: wait) }
        do { try await client.pause(wait) } catch { throw .network(.cancelled) }
    }

    /// The path of the next page: a link elsewhere would take the token there.
    private func nextPath(_ link: JSONValue?) throws(EntraError) -> String? {
        guard let link, link != .null else { return nil }
        guard let url = link.string, url.utf8.count <= 8192, url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            throw .malformedReply(.wrongType("@odata.nextLink"))
        }
        let prefix = "\(origin)/v1.0/"
        guard url.hasPrefix(prefix) else { throw .misdirected }
        return "/v1.0/" + url.dropFirst(prefix.count)
    }

    private func sendPatiently(_ method: HTTPMethod, _ path: String, body: String?) async throws(EntraError)
        -> HTTPReply
    {
        var attempt = 0
        var isRepeated = false
        while true {
            do throws(EntraError) {
                return try await send(method, path, body)
            } catch .throttled(let wait) {
                try await pause(wait, attempt: attempt)
                attempt += 1
            } catch {
                guard !isRepeated, error.isWorthAnotherTry else { throw error }
                isRepeated = true
                try await client.pauseBeforeRetry()
            }
        }
    }

    private func send(_ method: HTTPMethod, _ path: String, _ body: String?) async throws(EntraError) -> HTTPReply {
        let sent = body.map { ByteBuffer(string: $0) }
        let reply = try await client.send(request(method, path, sent, replyLimit: Self.replyLimit))
        if let wait = RetryAfter.of(reply, at: client.now()) { throw .throttled(retryAfter: wait) }
        if reply.status >= 500 { throw .serverError(status: reply.status, code: nil) }
        return reply
    }

    /// A request with the token; `path` has the version.
    func request(
        _ method: HTTPMethod, _ path: String, _ body: ByteBuffer?, replyLimit: Int
    ) -> HTTPExchangeRequest {
        var headers: HeaderFields = [
            "Accept": "application/json", "User-Agent": EntraClient.product, "Authorization": "Bearer \(token)",
            "client-request-id": correlationID.uuidString.lowercased(),
        ]
        if body != nil { headers.add("Content-Type", "application/json") }
        return HTTPExchangeRequest(
            method, origin, path: path, headers: headers, body: body, replyLimit: replyLimit)
    }

    private func answer(of reply: HTTPReply) throws(EntraError) -> GraphAnswer {
        let value: JSONValue?
        do { value = try JSONValue(parsing: reply.body) } catch {
            guard reply.status == 200 else { throw GraphRefusal(status: reply.status, body: nil).error }
            throw .malformedReply(ReplyProblem(error))
        }
        guard reply.status == 200 else { throw GraphRefusal(status: reply.status, body: value).error }
        guard let members = value?.object else { throw .malformedReply(.notJSON) }
        return GraphAnswer(members: members, date: reply.headers["Date"].flatMap(HTTPDate.parse))
    }
}

/// An object that Graph gave.
struct GraphAnswer {
    let members: [String: JSONValue]
    /// By the directory's own clock; nil where the reply has no date.
    let date: Date?
}
