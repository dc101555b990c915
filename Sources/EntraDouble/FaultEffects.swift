internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import NIOCore

extension Fault {
    /// Whether it applies to a request.
    func applies(
        toMethod method: String,
        path: String,
        clientId: String?,
        grantType: String?,
        directory: Substring
    ) -> Bool {
        guard times.map({ $0 > 0 }) ?? true else { return false }
        guard let match else { return true }
        let checks = [
            match.path.map { path.contains($0) },
            match.method.map { $0.uppercased() == method },
            match.clientId.map { $0.lowercased() == clientId?.lowercased() },
            match.grantType.map { $0 == grantType },
            match.directoryId.map { $0.lowercased() == directory.lowercased() },
        ]
        return checks.allSatisfy { $0 ?? true }
    }

    /// The reply in place of the directory's, or nil if the directory is to answer.
    func substitute(for exchange: Exchange) throws -> Response? {
        if GraphRoutes.own(exchange.path) {
            let request = GraphRequest(exchange)
            return try graphReply(to: request)?.response(to: request)
        }
        var response: Response
        // The authorize page sends a refusal on to the application.
        if let error, !exchange.path.hasSuffix("/authorize") {
            response = try reply(refusing: error, to: exchange)
        } else if status != nil || body != nil || redirect != nil || retryAfter != nil {
            response = canned
        } else {
            return nil
        }
        if let retryAfter { response.headers[.retryAfter] = retryAfter }
        if let redirect { response.headers[.location] = redirect }
        return response
    }

    private func reply(refusing error: Refusal, to exchange: Exchange) throws -> Response {
        guard exchange.path.hasPrefix(PartnerCenterRoutes.prefix) else {
            return try exchange.refusal(error.refusal(status: status))
        }
        let refusal = PartnerCenterError(
            status: .init(code: status ?? 400),
            code: error.code,
            description: error.message ?? "A fault was set."
        )
        return try refusal.response()
    }

    private var canned: Response {
        let code = status ?? (redirect != nil ? 302 : retryAfter != nil ? 429 : 200)
        var response = Response(
            status: .init(code: code),
            body: .init(byteBuffer: ByteBuffer(string: body ?? ""))
        )
        if body != nil { response.headers[.contentType] = contentType ?? "text/html; charset=utf-8" }
        return response
    }
}

extension Fault.Refusal {
    /// The refusal; what is not said is taken from what is known of the code.
    func refusal(status: Int? = nil) -> EntraError {
        var refusal = EntraError(known: code, message: message)
        if let error {
            refusal = EntraError(code, error, refusal.message)
            refusal.suberror = nil
        }
        if let outerCode { refusal.codes = [outerCode, code] }
        if let suberror { refusal.suberror = suberror.isEmpty ? nil : suberror }
        refusal.status = status.map { .init(code: $0) } ?? refusal.status
        refusal.claims = claims
        return refusal
    }
}

/// Ends a connection without a further byte.
struct ConnectionDropped: Error {}

/// Passes on the first bytes of a body, then ends the connection.
struct TruncatingWriter<Base: ResponseBodyWriter>: ResponseBodyWriter {
    var base: Base
    var remaining: Int

    mutating func write(_ buffer: ByteBuffer) async throws {
        let part = buffer.getSlice(at: buffer.readerIndex, length: min(remaining, buffer.readableBytes)) ?? ByteBuffer()
        try await base.write(part)
        remaining -= part.readableBytes
        if remaining == 0 { throw ConnectionDropped() }
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
        // A body that was shorter than the limit came whole; the connection closes all the same.
        throw ConnectionDropped()
    }
}
