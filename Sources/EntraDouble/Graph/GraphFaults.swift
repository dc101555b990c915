internal import HTTPTypes

extension Fault.Refusal {
    /// Graph's answer to a write that comes too close to another one: nothing was changed, and a later try succeeds.
    package static let concurrentRequests = Fault.Refusal(code: 409, error: GraphError.concurrentRequests.code)
}

extension Fault {
    /// The reply in place of Graph's, or nil if Graph is to answer; what has no body says what goes with its status.
    func graphReply(to request: GraphRequest) -> GraphReply? {
        var reply: GraphReply
        if let error {
            let isStatus = (400...599).contains(error.code)
            let refusal = GraphError(
                faultStatus: status ?? (isStatus ? error.code : nil),
                code: error.error,
                message: error.message
            )
            reply = refusal.reply(to: request)
        } else if status != nil || body != nil || redirect != nil || retryAfter != nil {
            let code = status ?? (redirect != nil ? 302 : retryAfter != nil ? 429 : 200)
            if let body {
                let type = contentType ?? (body.first == "{" ? "application/json" : "text/html; charset=utf-8")
                reply = GraphReply(status: .init(code: code), body: .text(body, type: type))
            } else if code >= 400 {
                reply = GraphError(faultStatus: code, code: nil, message: nil).reply(to: request)
            } else {
                reply = GraphReply(status: .init(code: code), body: .none)
            }
        } else {
            return nil
        }
        if let retryAfter { reply.headers[.retryAfter] = retryAfter }
        if let redirect { reply.headers[.location] = redirect }
        return reply
    }
}

extension GraphError {
    /// Status, code and text as azurerator met them after `addPassword` (nais/azurerator issue 448, March 2026).
    ///
    /// `Retry-After` was not seen with it, so it comes only where a fault says so.
    fileprivate static let concurrentRequests = GraphError(
        status: .conflict,
        code: "Directory_ConcurrencyViolation",
        message: "Error due to concurrent requests being made to the tenant. Please wait briefly and retry."
    )

    /// The refusal that goes with a status, where a fault says no more.
    ///
    /// - Parameters:
    ///   - status: the status; where it is absent, the one that goes with the code.
    ///   - code: Graph's code; where it is absent, the one that goes with the status.
    ///   - message: the text for people; where it is absent, the one that goes with both, if one is known.
    fileprivate init(faultStatus status: Int?, code: String?, message: String?) {
        let known = Self.known.first { one in
            code.map { $0 == one.code } ?? (status == one.status.code)
        }
        self.status = status.map { .init(code: $0) } ?? known?.status ?? .badRequest
        self.code = code ?? known?.code ?? "UnknownError"
        self.message = message ?? known?.message ?? Self.unsaid
    }

    private static let unsaid = "A fault was set."

    private static let known = [
        badRequest(unsaid), invalidToken(unsaid), denied, concurrentRequests, badProof,
        GraphError(status: .notFound, code: "Request_ResourceNotFound", message: unsaid),
        GraphError(status: .tooManyRequests, code: "TooManyRequests", message: unsaid),
        GraphError(status: .internalServerError, code: "InternalServerError", message: unsaid),
        GraphError(status: .serviceUnavailable, code: "ServiceUnavailable", message: unsaid),
        GraphError(status: .gatewayTimeout, code: "GatewayTimeout", message: unsaid),
    ]
}
