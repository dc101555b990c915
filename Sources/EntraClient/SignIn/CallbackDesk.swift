internal import NIOCore
internal import Synchronization
internal import VaultCrypto

/// Where the browser's request and the program that waits for it meet: one valid callback is taken, and no second.
final class CallbackDesk: Sendable {
    private struct State {
        var port: UInt16 = 0
        var authorization: Authorization?
        var page: CallbackPage?
        var isOver = false
        var connections: [ObjectIdentifier: any Channel] = [:]
    }

    let loop: any EventLoop
    /// The code, once it has come.
    let outcome: EventLoopFuture<SharedSecret>
    /// Succeeds once somebody waits for a callback; a browser may be faster.
    let ready: EventLoopFuture<Void>

    private let outcomePromise: EventLoopPromise<SharedSecret>
    private let readyPromise: EventLoopPromise<Void>
    private let shownPromise: EventLoopPromise<Void>
    private let state = Mutex(State())

    init(loop: any EventLoop) {
        self.loop = loop
        outcomePromise = loop.makePromise()
        readyPromise = loop.makePromise()
        shownPromise = loop.makePromise()
        outcome = outcomePromise.futureResult
        ready = readyPromise.futureResult
    }

    deinit {
        // A promise may be kept a second time, but not left open.
        outcomePromise.fail(EntraError.network(.cancelled))
        readyPromise.succeed()
        shownPromise.succeed()
    }

    func open(port: UInt16) { state.withLock { $0.port = port } }

    func expect(_ authorization: Authorization) {
        state.withLock { $0.authorization = authorization }
        readyPromise.succeed()
    }

    /// Ends the waiting without a callback.
    func end(with error: EntraError) {
        state.withLock { $0.isOver = true }
        outcomePromise.fail(error)
        readyPromise.succeed()
    }

    /// Whether a request is addressed to this listener: another name for this address is somebody's trick.
    func isAddressed(by hosts: [String]) -> Bool {
        let port = state.withLock { $0.port }
        return hosts.count == 1 && ["localhost:\(port)", "127.0.0.1:\(port)"].contains(hosts[0].lowercased())
    }

    /// Takes the callback that is waited for; false for one with another state, of another form, or a second one.
    func take(_ form: CallbackForm) -> Bool {
        let isTaken = state.withLock { state in
            guard !state.isOver, state.page == nil, let authorization = state.authorization,
                authorization.isState(form.state)
            else { return false }
            state.page = CallbackPage(form.outcome)
            return true
        }
        guard isTaken else { return false }
        switch form.outcome {
        case .code(let code): outcomePromise.succeed(code)
        case .failure(let error): outcomePromise.fail(error)
        }
        return true
    }

    /// The page to show; nil before there was a callback.
    var page: CallbackPage? { state.withLock { $0.page } }

    func pageIsShown() { shownPromise.succeed() }

    /// At once where there is no page.
    func whenPageIsShown() async {
        if page != nil { try? await shownPromise.futureResult.get() }
    }

    func admit(_ connection: any Channel, limit: Int) -> Bool {
        let isAdmitted = state.withLock { state in
            guard state.connections.count < limit else { return false }
            state.connections[ObjectIdentifier(connection)] = connection
            return true
        }
        guard isAdmitted else { return false }
        connection.closeFuture.whenComplete { [weak self] _ in
            self?.state.withLock { _ = $0.connections.removeValue(forKey: ObjectIdentifier(connection)) }
        }
        return true
    }

    func closeConnections() {
        let open = state.withLock { Array($0.connections.values) }
        for connection in open { connection.close(promise: nil) }
    }
}
