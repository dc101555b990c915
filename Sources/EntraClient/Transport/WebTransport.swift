internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import VaultModel

/// HTTPS as programs use it: AsyncHTTPClient with pooled connections, no redirects and bounded replies.
package final class WebTransport: HTTPTransport {
    private let clients: WebClients
    private let timeout: Duration

    package init(_ settings: TransportSettings) {
        clients = WebClients(settings)
        timeout = settings.timeout
    }

    /// Closes every connection; requests after it fail with `TransportError.shutDown`.
    package func shutdown() async {
        await clients.shutdown()
    }

    package func send(_ request: HTTPExchangeRequest) async throws(TransportError) -> HTTPReply {
        let client = try clients.client(for: request.origin)
        let timeout = self.timeout
        // AsyncHTTPClient's deadline ends with the reply's head; this one lasts to the last byte of the body.
        let result = await withTaskGroup(of: Result<HTTPReply, TransportError>.self) { group in
            group.addTask { await Self.exchange(request, with: client, timeout: timeout) }
            group.addTask {
                do {
                    try await Task.sleep(for: timeout)
                    return .failure(.timeout)
                } catch {
                    return .failure(.cancelled)
                }
            }
            let first = await group.next() ?? .failure(.other)
            group.cancelAll()
            return first
        }
        return try result.get()
    }

    private static func exchange(
        _ request: HTTPExchangeRequest,
        with client: HTTPClient,
        timeout: Duration
    ) async -> Result<HTTPReply, TransportError> {
        do {
            let response = try await client.execute(request.forLibrary, timeout: TimeAmount(timeout))
            return .success(try await read(response, limit: request.replyLimit))
        } catch {
            return .failure(TransportError(cause: error))
        }
    }

    private static func read(_ response: HTTPClientResponse, limit: Int) async throws -> HTTPReply {
        let status = Int(response.status.code)
        // 304 as well: nothing here is conditional.
        if (300..<400).contains(status) { throw TransportError.redirected(status: status) }
        var headers = HeaderFields()
        for field in response.headers { headers.add(field.name, field.value) }
        var chunks: [ByteBuffer] = []
        // Replies hold tokens, and once in a secret's life the secret itself.
        defer { for chunk in chunks { chunk.overwrite() } }
        var length = 0
        for try await chunk in response.body {
            chunks.append(chunk)
            length += chunk.readableBytes
            guard length <= limit else { throw TransportError.tooLarge }
        }
        // All at once: a buffer that grows leaves copies behind.
        var body = ByteBufferAllocator().buffer(capacity: length)
        for chunk in chunks { body.writeImmutableBuffer(chunk) }
        return HTTPReply(status: status, headers: headers, body: body)
    }
}

extension HTTPExchangeRequest {
    /// The same request in the library's terms.
    fileprivate var forLibrary: HTTPClientRequest {
        var request = HTTPClientRequest(url: origin.description + path)
        request.method = NIOHTTP1.HTTPMethod(rawValue: method.rawValue.uppercased())
        for field in headers.fields { request.headers.add(name: field.name, value: field.value) }
        // Handed over as it is, so that both sides share one storage, which is overwritten afterwards.
        request.body = body.map { .bytes($0) }
        return request
    }
}
