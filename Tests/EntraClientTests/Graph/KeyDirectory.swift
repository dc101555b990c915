import EntraClient
import Foundation
import NIOCore
import Synchronization

/// One registration's certificates behind GET and PATCH, as Graph keeps them: a PATCH replaces all.
final class KeyDirectory: HTTPTransport {
    typealias Entry = [String: JSONValue]

    struct State {
        var entries: [Entry]
        /// What readers see, oldest first; the last is the truth.
        var seen: [[Entry]] = []
        /// How many readings go by until a write is seen.
        var lag = 0
        var lines: [String] = []
        /// Replies that come in place of the real ones, by the number of the request.
        var faults: [Int: Fault] = [:]
        /// What others do just before the request of that number is carried out.
        var others: [Int: @Sendable (inout [Entry]) -> Void] = [:]
    }

    enum Fault: Sendable {
        case instead(StubTransport.Answer)
        /// It is carried out, and the reply is lost.
        case lost
    }

    private let state: Mutex<State>

    init(_ entries: [Entry], lag: Int = 0) { state = Mutex(State(entries: entries, lag: lag)) }

    var entries: [Entry] { state.withLock { $0.entries } }
    var lines: [String] { state.withLock { $0.lines } }

    func fail(_ number: Int, _ fault: Fault) { state.withLock { $0.faults[number] = fault } }
    func before(_ number: Int, _ act: @escaping @Sendable (inout [Entry]) -> Void) {
        state.withLock { $0.others[number] = act }
    }

    func send(_ request: HTTPExchangeRequest) async throws(TransportError) -> HTTPReply {
        let body = request.body.map { String(buffer: $0) }
        let result = state.withLock { state -> Result<HTTPReply, TransportError> in
            let number = state.lines.count
            state.lines.append("\(request.method.rawValue) \(request.origin)\(request.path)")
            state.others[number]?(&state.entries)
            switch state.faults[number] {
            case .instead(.failure(let error)): return .failure(error)
            case .instead(.headed(let status, let headers, let text)):
                return .success(HTTPReply(status: status, headers: headers, text: text))
            case .instead, nil: return .success(Self.answer(request.method, body, &state))
            case .lost:
                _ = Self.answer(request.method, body, &state)
                return .failure(.closed)
            }
        }
        return try result.get()
    }

    private static func answer(_ method: HTTPMethod, _ body: String?, _ state: inout State) -> HTTPReply {
        switch method {
        case .get:
            if state.seen.isEmpty { state.seen = Array(repeating: state.entries, count: state.lag + 1) }
            state.seen.append(state.entries)
            if state.seen.count > state.lag + 1 { state.seen.removeFirst(state.seen.count - state.lag - 1) }
            return HTTPReply(status: 200, text: text(state.seen[0]))
        case .patch:
            guard let body, let value = try? JSONDecoder().decode(JSONValue.self, from: Data(body.utf8)),
                let list = value.object?["keyCredentials"]?.array
            else { return HTTPReply(status: 400) }
            state.entries = list.compactMap(\.object)
            return HTTPReply(status: 204)
        case .post, .put, .delete: return HTTPReply(status: 405)
        }
    }

    static func text(_ entries: [Entry]) -> String {
        let value = JSONValue.object([
            "@odata.context": .string("x"), "keyCredentials": .array(entries.map { .object($0) }),
        ])
        return (try? JSONEncoder().encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// Someone's key, of random form.
    static func entry(_ dice: inout Dice) -> Entry {
        func bytes(_ count: Int) -> Data { Data((0..<count).map { _ in UInt8.random(in: 0...255, using: &dice) }) }
        let id = bytes(16).map { String(format: "%02x", $0) }.joined()
        let parts = [id.prefix(8), id.dropFirst(8).prefix(4), id.dropFirst(12).prefix(4), id.dropFirst(16).prefix(4)]
        let names: [JSONValue] = [.null, .string("CN=someone"), .string("ü \"quoted\" \u{1F511}\n")]
        let ends: [JSONValue] = [.null, .string("2027-01-01T00:00:00Z"), .string("2026-03-01T09:00:00.1234567Z")]
        return [
            "keyId": .string(parts.map(String.init).joined(separator: "-") + "-" + id.suffix(12)),
            "key": .string(bytes(Int.random(in: 1...60, using: &dice)).base64EncodedString()),
            "displayName": names.randomElement(using: &dice) ?? .null,
            "endDateTime": ends.randomElement(using: &dice) ?? .null,
            "customKeyIdentifier": Bool.random(using: &dice) ? .null : .string(bytes(20).base64EncodedString()),
            "type": .string(Bool.random(using: &dice) ? "AsymmetricX509Cert" : "Symmetric"),
            "usage": .string(Bool.random(using: &dice) ? "Verify" : "Sign"),
            "hasExtendedValue": Bool.random(using: &dice) ? .null : .bool(false),
        ]
    }
}
