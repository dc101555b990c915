internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore

/// A request as it came in, read once, with the IDs and the time of its reply.
struct Exchange: Sendable {
    /// The method.
    let method: HTTPRequest.Method
    /// The path, without the query.
    let path: String
    /// What comes after the question mark, as it came.
    let rawQuery: String
    /// The query's fields.
    let query: Form
    /// The header fields.
    let headers: HTTPFields
    /// The body, at most ``Responder/bodyLimit`` bytes.
    let body: ByteBuffer
    /// The body's fields, none unless it says that it is a form.
    let form: Form
    /// Whether the peer is on this machine.
    let fromLoopback: Bool
    /// The address that replies name.
    let baseURL: String
    /// The double's time.
    let now: Date
    /// The ID that Entra gives each request.
    let traceId = GUID()
    /// The client's ID for the request, or one made here.
    let correlationId: GUID
    /// The fault that applies to it.
    let fault: Fault?

    /// Whether it is for the double itself rather than for the directory.
    var isControl: Bool { path.hasPrefix(ControlRoutes.prefix) }

    /// The path's first segment, which names the directory.
    var authoritySegment: Substring { path.split(separator: "/").first ?? "" }
}

extension Exchange {
    /// Whether a body with these headers is a form.
    static func isForm(_ headers: HTTPFields) -> Bool {
        let type = headers[.contentType]?.split(separator: ";").first?.lowercased()
        return type == "application/x-www-form-urlencoded"
    }
}

/// Carries the exchange to the routes.
struct ExchangeContext: RequestContext {
    /// What a context is made from.
    struct Source: RequestContextSource {
        let exchange: Exchange
        let logger: Logger
    }

    var coreContext: CoreRequestContextStorage
    let exchange: Exchange

    init(source: Source) {
        coreContext = .init(source: source)
        exchange = source.exchange
    }
}

extension HTTPFields {
    /// The field of a name that HTTPTypes does not list.
    subscript(named name: String) -> String? {
        get { HTTPField.Name(name).flatMap { self[$0] } }
        set {
            guard let name = HTTPField.Name(name) else { return }
            self[name] = newValue
        }
    }
}
