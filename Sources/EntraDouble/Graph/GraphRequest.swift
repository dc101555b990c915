internal import FoundationEssentials
internal import HTTPTypes
internal import NIOCore

/// A request to Graph, by itself or one of a batch.
struct GraphRequest: Sendable {
    /// The method.
    let method: HTTPRequest.Method
    /// The path with its escapes undone, as faults and counts see it.
    let path: String
    /// The path's parts after the version, each with its escapes undone.
    let segments: [String]
    /// What comes after the question mark, as it came.
    let query: String
    /// The body.
    let body: Body
    /// The fault that applies to it.
    let fault: Fault?
    /// The ID that Graph gives it.
    let requestId: GUID
    /// The client's ID for it.
    let clientRequestId: GUID
    /// The address that replies name.
    let baseURL: String
    /// The double's time.
    let now: Date

    /// What a request carries.
    enum Body: Sendable {
        /// Nothing.
        case none
        /// JSON that says so.
        case json(JSONValue)
        /// Something without the header that says that it is JSON.
        case untyped
        /// Something that is not the JSON that it says it is.
        case unreadable
    }

    /// Takes a request over as it came in.
    init(_ exchange: Exchange) {
        method = exchange.method
        path = Self.path(exchange.path)
        segments = Self.segments(exchange.path)
        query = exchange.rawQuery
        body = Body(Data(exchange.body.readableBytesView), type: exchange.headers[.contentType])
        fault = exchange.fault
        requestId = exchange.traceId
        clientRequestId = exchange.correlationId
        baseURL = exchange.baseURL
        now = exchange.now
    }

    /// Takes a step of a batch over, which came in `exchange`.
    init(_ step: BatchStep, in exchange: Exchange, fault: Fault?) {
        method = step.method
        path = step.path
        segments = Self.segments(step.rawPath)
        query = step.query
        body = step.body
        self.fault = fault
        requestId = GUID()
        clientRequestId = step.clientRequestId ?? exchange.correlationId
        baseURL = exchange.baseURL
        now = exchange.now
    }

    /// Undoes a path's escapes.
    static func path(_ raw: String) -> String { raw.pathDecoded ?? raw }

    private static func segments(_ raw: String) -> [String] {
        raw.split(separator: "/").dropFirst().map { String($0).pathDecoded ?? String($0) }
    }
}

extension GraphRequest.Body {
    /// Reads a body; `type` is its content type.
    init(_ bytes: Data, type: String?) {
        if bytes.isEmpty {
            self = .none
        } else if type?.lowercased().hasPrefix("application/json") != true {
            self = .untyped
        } else if let value = try? JSONDecoder().decode(JSONValue.self, from: bytes) {
            self = .json(value)
        } else {
            self = .unreadable
        }
    }

    /// The body's fields; none at all are as good as an empty object.
    func fields() throws(GraphError) -> [String: JSONValue] {
        switch self {
        case .none: return [:]
        case .json(.object(let fields)): return fields
        case .json, .unreadable: throw .unreadableBody
        case .untyped: throw .untypedBody
        }
    }
}

extension String {
    /// The text without percent escapes, in which a plus sign is one; nil if they are not well formed.
    fileprivate var pathDecoded: String? { replacing("+", with: "%2B").formDecoded }
}
