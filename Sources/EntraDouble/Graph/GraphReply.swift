internal import FoundationEssentials
internal import HTTPTypes
internal import HummingbirdCore
internal import NIOCore

/// What Graph answers, by itself or within a batch.
struct GraphReply: Sendable {
    /// The status.
    var status: HTTPResponse.Status
    /// The header fields beyond those that every reply has.
    var headers: HTTPFields = [:]
    /// The body.
    var body: Body

    /// What a reply carries.
    enum Body: Sendable {
        /// Nothing.
        case none
        /// JSON.
        case json(JSONValue)
        /// Whatever a fault says.
        case text(String, type: String)
    }

    /// Makes a reply with fields.
    static func ok(_ fields: [String: JSONValue]) -> GraphReply {
        GraphReply(status: .ok, body: .json(.object(fields)))
    }

    /// Says that it was done.
    static let noContent = GraphReply(status: .noContent, body: .none)

    /// Lays what a fault says over the fields of a success.
    func overridden(by fault: Fault?) -> GraphReply {
        guard let fields = fault?.reply, status.kind == .successful, case .json(.object(let own)) = body else {
            return self
        }
        var reply = self
        reply.body = .json(.object(own.overridden(by: fields)))
        return reply
    }

    /// The reply as a response of its own.
    func response(to request: GraphRequest) throws -> Response {
        var headers = headers
        headers[.cacheControl] = "no-cache"
        headers[named: "request-id"] = request.requestId.description
        headers[named: "client-request-id"] = request.clientRequestId.description
        let bytes: ByteBuffer
        switch body {
        case .none:
            headers[.contentLength] = "0"
            bytes = ByteBuffer()
        case .json(let value):
            headers[.contentType] =
                "application/json;odata.metadata=minimal;odata.streaming=true;"
                + "IEEE754Compatible=false;charset=utf-8"
            bytes = ByteBuffer(bytes: try JSONEncoder.double.encode(value))
        case .text(let text, let type):
            headers[.contentType] = type
            bytes = ByteBuffer(string: text)
        }
        return Response(status: status, headers: headers, body: .init(byteBuffer: bytes))
    }
}
