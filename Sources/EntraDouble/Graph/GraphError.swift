internal import FoundationEssentials
internal import HTTPTypes

/// A refusal as Graph words it; its codes are words.
struct GraphError: Error, Equatable {
    let status: HTTPResponse.Status
    let code: String
    let message: String

    /// The reply.
    func reply(to request: GraphRequest) -> GraphReply {
        var reply = GraphReply(
            status: status,
            body: .json([
                "error": [
                    "code": .string(code), "message": .string(message),
                    "innerError": [
                        "date": .string(String(request.now.instant.dropLast())),
                        "request-id": .string(request.requestId.description),
                        "client-request-id": .string(request.clientRequestId.description),
                    ],
                ]
            ])
        )
        // A proof that is none says nothing of the token that it came with.
        if status == .unauthorized, self != .badProof {
            let page = "\(request.baseURL)/common/oauth2/authorize"
            reply.headers[.wwwAuthenticate] = #"Bearer realm="", authorization_uri="\#(page)""#
        }
        return reply
    }
}

// Refusals of whoever asks.
extension GraphError {
    /// The token cannot be used here.
    static func invalidToken(_ reason: String) -> GraphError {
        GraphError(status: .unauthorized, code: "InvalidAuthenticationToken", message: reason)
    }

    /// The token lacks the right.
    static let denied = GraphError(
        status: .forbidden,
        code: "Authorization_RequestDenied",
        message: "Insufficient privileges to complete the operation."
    )
}

// Refusals of what is asked for.
extension GraphError {
    /// There is no such object in the directory.
    static func notFound(_ name: String) -> GraphError {
        GraphError(
            status: .notFound,
            code: "Request_ResourceNotFound",
            message: "Resource '\(name)' does not exist or one of its queried reference-property objects are not "
                + "present."
        )
    }

    /// There is no such path.
    static func unknownSegment(_ name: String) -> GraphError {
        GraphError(status: .badRequest, code: "BadRequest", message: "Resource not found for the segment '\(name)'.")
    }

    /// The path is one that this method does not go with.
    static let wrongMethod = GraphError(
        status: .methodNotAllowed,
        code: "Request_BadRequest",
        message: "Specified HTTP method is not allowed for the request target."
    )

    /// The request is wrong in itself.
    static func badRequest(_ message: String, code: String = "Request_BadRequest") -> GraphError {
        GraphError(status: .badRequest, code: code, message: message)
    }

    /// The query is wrong, or one that the double does not know.
    static func badQuery(_ message: String) -> GraphError { badRequest(message, code: "BadRequest") }

    static let unreadableBody = badRequest(
        "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON "
            + "format.",
        code: "BadRequest"
    )

    static let untypedBody = badRequest(
        "Write requests (excluding DELETE) must contain the Content-Type header declaration.",
        code: "BadRequest"
    )
}
