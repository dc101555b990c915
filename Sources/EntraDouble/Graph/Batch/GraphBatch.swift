internal import FoundationEssentials
internal import HTTPTypes

/// Answers several requests in one, each as if it had come by itself.
struct GraphBatch: Sendable {
    /// The most requests of a batch.
    static let limit = 20

    let exchange: Exchange
    let service: GraphService
    let caller: GraphCaller

    /// Answers them in their order, and lists the replies in another one, as Graph may.
    func answer(_ request: GraphRequest) async throws(GraphError) -> GraphReply {
        let query = try GraphQuery(request.query, limit: nil)
        guard query == (try GraphQuery("", limit: nil)) else { throw .badQuery("A batch takes no query.") }
        let steps = try Self.steps(request.body)
        var replies: [JSONValue] = []
        var failed: Set<String> = []
        for step in steps {
            guard let (inner, reply) = await self.reply(to: step, after: failed) else {
                failed.insert(step.id)
                continue
            }
            if reply.status.code >= 400 { failed.insert(step.id) }
            replies.append(reply.value(id: step.id, inner))
        }
        return .ok(["responses": .array(replies.reversed())])
    }

    private static func steps(_ body: GraphRequest.Body) throws(GraphError) -> [BatchStep] {
        guard case .array(let values) = try body.fields()["requests"], !values.isEmpty else {
            throw .badBatch("There are no requests.")
        }
        guard values.count <= limit else {
            throw .badRequest(
                "Number of batch request steps exceeds the maximum value of \(limit).",
                code: "MaximumValueExceeded"
            )
        }
        var steps: [BatchStep] = []
        var seen: Set<String> = []
        for value in values {
            let step = try BatchStep(value)
            guard step.dependsOn.allSatisfy(seen.contains) else {
                throw .badBatch("Request '\(step.id)' depends on one that does not come before it.")
            }
            guard seen.insert(step.id).inserted else { throw .badBatch("The id '\(step.id)' is repeated.") }
            steps.append(step)
        }
        return steps
    }

    /// The reply to one step; nil where a fault loses it.
    private func reply(to step: BatchStep, after failed: Set<String>) async -> (GraphRequest, GraphReply)? {
        guard failed.isDisjoint(with: step.dependsOn) else {
            let request = GraphRequest(step, in: exchange, fault: nil)
            return (request, GraphError.failedDependency.reply(to: request))
        }
        let fault = await service.directory.admit(
            method: step.method.rawValue,
            path: step.path,
            clientId: caller.token.clientId.description,
            grantType: nil,
            directory: caller.directoryId.description[...]
        )
        let request = GraphRequest(step, in: exchange, fault: fault)
        if let wait = fault?.latencyMilliseconds { try? await Task.sleep(for: .milliseconds(wait)) }
        if fault?.drop == .before { return nil }
        if let substitute = fault?.graphReply(to: request) { return (request, substitute) }
        let reply: GraphReply
        do throws(GraphError) {
            reply = try await service.answer(request, as: caller).overridden(by: fault)
        } catch {
            reply = error.reply(to: request)
        }
        return fault?.drop == .after ? nil : (request, reply)
    }
}

extension GraphReply {
    /// The reply as one of a batch.
    fileprivate func value(id: String, _ request: GraphRequest) -> JSONValue {
        var headers: [String: JSONValue] = ["Cache-Control": "no-cache"]
        for field in self.headers { headers[field.name.rawName] = .string(field.value) }
        headers["request-id"] = .string(request.requestId.description)
        headers["client-request-id"] = .string(request.clientRequestId.description)
        var fields: [String: JSONValue] = ["id": .string(id), "status": .integer(Int64(status.code))]
        switch body {
        case .none:
            break
        case .json(let value):
            headers["Content-Type"] = "application/json"
            fields["body"] = value
        case .text(let text, let type):
            headers["Content-Type"] = .string(type)
            let json = try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
            // What is not JSON comes in base64.
            fields["body"] = json ?? .string(Data(text.utf8).base64EncodedString())
        }
        fields["headers"] = .object(headers)
        return .object(fields)
    }
}

extension GraphError {
    static let failedDependency = GraphError(
        status: .init(code: 424),
        code: "FailedDependency",
        message: "Request was not executed because a request that it depends on failed."
    )
}
