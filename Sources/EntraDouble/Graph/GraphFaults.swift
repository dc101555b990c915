internal import HTTPTypes

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
