import EntraClient
import EntraDouble
import Foundation
import NIOCore
import Synchronization
import Testing
import VaultModel

/// What goes wrong with one request.
enum Sabotage: String, CaseIterable, Sendable {
    /// The program dies before the request leaves.
    case diesBefore
    /// The program dies after the directory has acted, before the reply is read.
    case diesAfter
    /// The connection closes before the directory has acted.
    case lostRequest
    /// The connection closes after the directory has acted.
    case lostReply
    /// The directory fails before it acts.
    case fails
    /// The directory wants to be asked later.
    case throttles
    /// The directory says that others change the object.
    case conflicts
}

/// Stands between the program and the network, and spoils the requests that it was told to.
///
/// A program that dies is one whose request never returns: nothing of it happens after that, as after SIGKILL.
final class Saboteur: Sendable {
    private struct State {
        var count = 0
        var plan: [Int: Sabotage] = [:]
        var hanging: [CheckedContinuation<Void, Never>] = []
        var onDeath: (@Sendable () -> Void)?
        var log: [String] = []
        var hook: (number: Int, body: @Sendable () throws -> Void)?
    }

    private let state = Mutex(State())

    /// Begins to count anew, with what goes wrong by the number of the request; `onDeath` is called once.
    func begin(_ plan: [Int: Sabotage], onDeath: @escaping @Sendable () -> Void) {
        state.withLock {
            $0.count = 0
            $0.plan = plan
            $0.onDeath = onDeath
            $0.log = []
        }
    }

    /// How many requests there were since it began.
    var count: Int { state.withLock(\.count) }
    /// What was asked, and what went wrong.
    var log: [String] { state.withLock(\.log) }

    /// Lets go what hangs, when nobody looks any more.
    func end() {
        let hanging = state.withLock { state in
            defer { state.hanging = [] }
            return state.hanging
        }
        for continuation in hanging { continuation.resume() }
    }

    func hook(_ number: Int, _ body: @escaping @Sendable () throws -> Void) {
        state.withLock { $0.hook = (number, body) }
    }

    /// What is to be done after the reply to the last request.
    fileprivate func answered() {
        let body = state.withLock { state -> (@Sendable () throws -> Void)? in
            guard let hook = state.hook, hook.number == state.count - 1 else { return nil }
            state.hook = nil
            return hook.body
        }
        do { try body?() } catch { Issue.record(error) }
    }

    fileprivate func next(_ request: HTTPExchangeRequest) -> Sabotage? {
        state.withLock { state in
            defer { state.count += 1 }
            let found = state.plan[state.count]
            let path = request.path.split(separator: "?")[0].split(separator: "/").last ?? ""
            state.log.append("\(state.count) \(request.method) \(path)\(found.map { ": \($0)" } ?? "")")
            return found
        }
    }

    fileprivate func die() async {
        let told = state.withLock { state in
            defer { state.onDeath = nil }
            return state.onDeath
        }
        await withCheckedContinuation { continuation in
            state.withLock { $0.hanging.append(continuation) }
            told?()
        }
    }

    /// The transport that it spoils.
    func transport(_ base: any HTTPTransport) -> any HTTPTransport { SabotagedTransport(base: base, saboteur: self) }
}

private struct SabotagedTransport: HTTPTransport {
    let base: any HTTPTransport
    let saboteur: Saboteur

    func send(_ request: HTTPExchangeRequest) async throws(TransportError) -> HTTPReply {
        switch saboteur.next(request) {
        case nil:
            let reply = try await base.send(request)
            saboteur.answered()
            return reply
        case .diesBefore:
            await saboteur.die()
            throw .shutDown
        case .diesAfter:
            _ = try await base.send(request)
            await saboteur.die()
            throw .shutDown
        case .lostRequest: throw .closed
        case .lostReply:
            _ = try await base.send(request)
            throw .closed
        case .fails: return HTTPReply(status: 503, text: "")
        case .throttles: return HTTPReply(status: 429, headers: ["Retry-After": "2"], text: "")
        case .conflicts:
            guard request.path.hasPrefix("/v1.0/"), request.method != .get else { return try await base.send(request) }
            return HTTPReply(
                status: 409, headers: ["Content-Type": "application/json"],
                text: #"{"error":{"code":"Directory_ConcurrencyViolation","message":"again"}}"#)
        }
    }
}
