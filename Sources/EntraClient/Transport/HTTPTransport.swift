package import NIOCore
package import VaultModel

/// The one way out of this module: a request to an origin, and its reply.
///
/// `WebTransport` is what programs use; tests answer from a table.
package protocol HTTPTransport: Sendable {
    /// Sends `request` once, follows nothing, and gives the whole reply.
    func send(_ request: HTTPExchangeRequest) async throws(TransportError) -> HTTPReply
}

/// The methods that Entra ID and Graph know.
package enum HTTPMethod: String, Sendable { case get, post, patch, put, delete }

/// One request. It has no description, since its headers and body may hold a secret.
package struct HTTPExchangeRequest: Sendable {
    package var method: HTTPMethod
    package var origin: Origin
    /// Path and query, with the leading slash, already percent-encoded.
    package var path: String
    package var headers: HeaderFields
    /// Whoever made it overwrites it after the exchange.
    package var body: ByteBuffer?
    /// How many bytes of a reply are read before it is refused.
    package var replyLimit: Int

    package init(
        _ method: HTTPMethod,
        _ origin: Origin,
        path: String,
        headers: HeaderFields = [:],
        body: ByteBuffer? = nil,
        replyLimit: Int = 1 << 20
    ) {
        self.method = method
        self.origin = origin
        self.path = path
        self.headers = headers
        self.body = body
        self.replyLimit = replyLimit
    }
}

/// What came back: whole, within its limit, and not a redirect.
package struct HTTPReply: Sendable {
    package var status: Int
    package var headers: HeaderFields
    package var body: ByteBuffer

    package init(status: Int, headers: HeaderFields = [:], body: ByteBuffer = ByteBuffer()) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A reply with a body of its own storage, for stand-ins.
    package init(status: Int, headers: HeaderFields = [:], text: String) {
        self.init(status: status, headers: headers, body: ByteBuffer(string: text))
    }
}

extension HTTPExchangeRequest: CustomStringConvertible, CustomDebugStringConvertible {
    /// The method and origin; neither path, headers nor body.
    package var description: String { "\(method.rawValue.uppercased()) \(origin)" }
    package var debugDescription: String { description }
}

extension HTTPReply: CustomStringConvertible, CustomDebugStringConvertible {
    /// The status alone.
    package var description: String { "HTTP \(status)" }
    package var debugDescription: String { description }
}
