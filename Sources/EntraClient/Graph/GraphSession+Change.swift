internal import FoundationEssentials
internal import NIOCore

/// What became of a change that was sent once.
enum ChangeOutcome<Value> {
    case done(Value)
    case refused(GraphRefusal)
    /// Graph did nothing, and asks to be left alone for so long; nil where it names no time.
    case putOff(Duration?, EntraError)
}

/// A change to one object.
struct GraphChange {
    let method: HTTPMethod
    /// Below `/v1.0`.
    let path: String
    /// Whether making it twice is no worse than making it once.
    let isRepeatable: Bool
    /// Made anew each time, overwritten each time.
    let body: () throws(EntraError) -> ByteBuffer
}

extension GraphSession {
    /// One object, or nothing.
    private static let changeLimit = 64 << 10

    /// Sends `change`, and again where Graph surely did nothing: too many requests, or others at the same time.
    ///
    /// Otherwise it is sent a second time only where it may be repeated.
    func change<Value>(
        _ change: GraphChange, read: (HTTPReply) throws(EntraError) -> Value
    ) async throws(EntraError) -> Result<Value, GraphRefusal> {
        do {
            return try await patiently { () async throws(EntraError) in try await attempt(change, read: read) }
        } catch {
            guard change.isRepeatable, error.isWorthAnotherTry else { throw error }
            try await client.pauseBeforeRetry()
            return try await patiently { () async throws(EntraError) in try await attempt(change, read: read) }
        }
    }

    /// Takes `step` again as often as Graph puts it off, within the session's patience.
    func patiently<Value>(
        _ step: () async throws(EntraError) -> ChangeOutcome<Value>
    ) async throws(EntraError) -> Result<Value, GraphRefusal> {
        var attempt = 0
        while true {
            switch try await step() {
            case .done(let value): return .success(value)
            case .refused(let refusal): return .failure(refusal)
            case .putOff(let asked, let error):
                do throws(EntraError) {
                    try await pause(asked ?? .seconds(1 << attempt), attempt: attempt)
                } catch .throttled {
                    throw error
                }
                attempt += 1
            }
        }
    }

    /// Sends `change` once; both bodies are overwritten.
    func attempt<Value>(
        _ change: GraphChange, read: (HTTPReply) throws(EntraError) -> Value
    ) async throws(EntraError) -> ChangeOutcome<Value> {
        let body = try change.body()
        defer { body.overwrite() }
        let request = request(change.method, "/v1.0" + change.path, body, replyLimit: Self.changeLimit)
        let reply = try await client.send(request)
        defer { reply.body.overwrite() }
        if (200..<300).contains(reply.status) { return .done(try read(reply)) }
        // A server that failed may ask for patience too, but has perhaps done its work.
        if reply.status == 429 || change.isRepeatable, let wait = RetryAfter.of(reply, at: client.now()) {
            return .putOff(wait, .throttled(retryAfter: wait))
        }
        let refusal = GraphRefusal(
            status: reply.status, body: try? JSONValue(parsing: reply.body, hiding: NewPassword.hidden))
        guard reply.status < 500 else { throw refusal.error }
        guard refusal.isConcurrent else { return .refused(refusal) }
        return .putOff(RetryAfter.of(reply, at: client.now()), refusal.error)
    }
}

extension Result where Failure == GraphRefusal {
    /// The value, or Graph's refusal as an error.
    func orThrow() throws(EntraError) -> Success {
        switch self {
        case .success(let value): return value
        case .failure(let refusal): throw refusal.error
        }
    }
}

extension HTTPReply {
    /// - Throws: `.malformedReply` where a change was answered with anything but that it was made.
    func expectDone() throws(EntraError) {
        guard status == 204 || status == 200 else { throw .malformedReply(.status(status)) }
    }
}
