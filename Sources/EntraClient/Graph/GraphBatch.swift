internal import FoundationEssentials
internal import NIOCore

/// Requests that travel together, at most 20 at a time (Graph's JSON batching).
struct GraphBatch {
    static let largest = 20

    let session: GraphSession

    /// Reads `paths` (below `/v1.0`), in as few requests as that takes; what Graph puts off goes into a later one.
    ///
    /// - Returns: one result a path, in their order.
    /// - Throws: where a whole batch failed.
    func get(_ paths: [String]) async throws(EntraError) -> [Result<[String: JSONValue], EntraError>] {
        try await dated(paths).results
    }

    /// The same, and when the last reply was given, by the directory's clock.
    func dated(
        _ paths: [String]
    ) async throws(EntraError) -> (results: [Result<[String: JSONValue], EntraError>], date: Date?) {
        var date: Date?
        var results = [Result<[String: JSONValue], EntraError>?](repeating: nil, count: paths.count)
        var waiting = Array(paths.indices)
        var attempt = 0
        while !waiting.isEmpty {
            var putOff: [Int] = []
            var longest: Duration = .zero
            for start in stride(from: 0, to: waiting.count, by: Self.largest) {
                let part = Array(waiting[start..<min(start + Self.largest, waiting.count)])
                let replies = try await send(part.map { paths[$0] }, &date)
                for (index, reply) in zip(part, replies) {
                    switch reply {
                    case .failure(.throttled(let wait)):
                        putOff.append(index)
                        longest = max(longest, wait)
                    case .success, .failure: break
                    }
                    results[index] = reply
                }
            }
            waiting = putOff
            guard !waiting.isEmpty else { break }
            // What is still put off then keeps that as its result.
            do { try await session.pause(longest, attempt: attempt) } catch .throttled { break }
            attempt += 1
        }
        return (results.map { $0 ?? .failure(.malformedReply(.missing("responses"))) }, date)
    }

    private func send(
        _ paths: [String], _ date: inout Date?
    ) async throws(EntraError) -> [Result<[String: JSONValue], EntraError>] {
        let requests = paths.enumerated().map { index, path -> JSONValue in
            .object(["id": .string(String(index)), "method": .string("GET"), "url": .string(path)])
        }
        let reply = try await session.post("/$batch", .object(["requests": .array(requests)]))
        date = reply.date ?? date
        guard let responses = reply.members["responses"]?.array else { throw .malformedReply(.missing("responses")) }
        var results = [Result<[String: JSONValue], EntraError>?](repeating: nil, count: paths.count)
        for response in responses {
            guard let response = response.object, let id = response["id"]?.string.flatMap({ Int($0) }),
                results.indices.contains(id), let status = response["status"]?.wholeNumber.flatMap({ Int(exactly: $0) })
            else { throw .malformedReply(.wrongType("responses")) }
            // Whichever of two is believed, the other was meant for someone else.
            guard results[id] == nil else { throw .malformedReply(.duplicateKey) }
            results[id] = result(status, response)
        }
        return results.map { $0 ?? .failure(.malformedReply(.missing("responses"))) }
    }

    private func result(_ status: Int, _ response: [String: JSONValue]) -> Result<[String: JSONValue], EntraError> {
        if status == 200 {
            guard let body = response["body"]?.object else { return .failure(.malformedReply(.missing("body"))) }
            return .success(body)
        }
        if status == 429 { return .failure(.throttled(retryAfter: wait(response["headers"]?.object ?? [:]))) }
        return .failure(GraphRefusal(status: status, body: response["body"]).error)
    }

    private func wait(_ headers: [String: JSONValue]) -> Duration {
        let field = headers.first { $0.key.lowercased() == "retry-after" }?.value
        let text = field?.string ?? field?.wholeNumber.map { String($0) }
        return text.map { RetryAfter.read($0, reference: session.client.now()) } ?? RetryAfter.usual
    }
}
