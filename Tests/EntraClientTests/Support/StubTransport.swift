import EntraClient
import NIOCore
import Synchronization
import VaultModel

/// Answers from a list, one entry a request, and keeps what it was sent.
final class StubTransport: HTTPTransport {
    enum Answer: Sendable {
        case headed(Int, HeaderFields, String)
        case bytes([UInt8])
        /// With the very storage that the test holds.
        case buffer(Int, ByteBuffer)
        case failure(TransportError)

        static func reply(_ status: Int, _ text: String) -> Answer { .headed(status, [:], text) }

        static func reply(_ status: Int, _ headers: HeaderFields, _ text: String) -> Answer {
            .headed(status, headers, text)
        }
    }

    struct Seen: Sendable {
        let line: String
        let headers: HeaderFields
        let text: String
        /// Shares its storage with the request's body.
        let body: ByteBuffer?
    }

    private let state: Mutex<(answers: [Answer], seen: [Seen])>

    init(_ answers: [Answer]) {
        state = Mutex((answers, []))
    }

    var seen: [Seen] { state.withLock { $0.seen } }

    func send(_ request: HTTPExchangeRequest) async throws(TransportError) -> HTTPReply {
        let answer = state.withLock { state -> Answer in
            state.seen.append(
                Seen(
                    line: "\(request.method.rawValue) \(request.origin)\(request.path)",
                    headers: request.headers,
                    text: request.body.map { String(buffer: $0) } ?? "",
                    body: request.body
                )
            )
            return state.answers.isEmpty ? .failure(.other) : state.answers.removeFirst()
        }
        switch answer {
        case .headed(let status, let headers, let text): return HTTPReply(status: status, headers: headers, text: text)
        case .bytes(let bytes): return HTTPReply(status: 200, body: ByteBuffer(bytes: bytes))
        case .buffer(let status, let body): return HTTPReply(status: status, body: body)
        case .failure(let error): throw error
        }
    }
}

/// Remembers how long it was asked to wait, and does not wait.
final class Pauses: Sendable {
    private let taken = Mutex<[Duration]>([])

    var all: [Duration] { taken.withLock { $0 } }

    func take(_ duration: Duration) { taken.withLock { $0.append(duration) } }
}
