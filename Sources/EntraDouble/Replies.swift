internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import NIOCore

extension Response {
    /// Makes a JSON reply that must not be stored, as Entra's token endpoint does.
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        let bytes = try JSONEncoder.double.encode(value)
        var headers: HTTPFields = [
            .contentType: "application/json; charset=utf-8",
            .cacheControl: "no-store, no-cache",
            .expires: "-1",
        ]
        headers[named: "Pragma"] = "no-cache"
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// Makes a reply with no body.
    static func empty(_ status: HTTPResponse.Status) -> Response {
        Response(status: status, headers: [.contentLength: "0"])
    }
}

extension Exchange {
    /// Words a refusal for this request.
    func refusal(_ error: EntraError) throws -> Response {
        // Entra's older endpoint still breaks the line before the IDs.
        let isV1 = path.hasSuffix("/oauth2/token")
        return try .json(error.body(for: self, separator: isV1 ? "\r\n" : " "), status: error.status)
    }

    /// Adds what every reply of Entra carries.
    func stamped(_ response: Response) -> Response {
        var response = response
        response.headers[.date] = now.httpDate
        response.headers[named: "x-ms-request-id"] = traceId.description
        response.headers[named: "client-request-id"] = headers[named: "client-request-id"]
        return response
    }
}

/// Turns a thrown ``EntraError`` into the reply that Entra would send.
struct RefusalMiddleware: RouterMiddleware {
    func handle(
        _ request: Request,
        context: ExchangeContext,
        next: (Request, ExchangeContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as EntraError {
            return try context.exchange.refusal(error)
        }
    }
}
