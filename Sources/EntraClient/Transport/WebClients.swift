internal import AsyncHTTPClient
internal import NIOCore
internal import NIOSSL
internal import Synchronization
internal import VaultModel

/// The library's clients, made when first needed: one for each host, way and set of trusted roots.
///
/// One for each host, since that is how a connection's check learns whom it was meant for.
final class WebClients: Sendable {
    private struct Kind: Hashable {
        let scheme: Origin.Scheme
        let host: String
        let proxy: ProxyServer?
        let trustsExtraCA: Bool
    }

    private enum State {
        case open([Kind: HTTPClient])
        case shut
    }

    /// To one host: as many as the command line lets run at once.
    private static let mostConnections = 64

    private let settings: TransportSettings
    private let state = Mutex<State>(.open([:]))

    init(_ settings: TransportSettings) {
        self.settings = settings
    }

    deinit {
        // The library refuses to be dropped while open.
        for client in close() { client.shutdown { _ in } }
    }

    /// The client that may speak to `origin`.
    func client(for origin: Origin) throws(TransportError) -> HTTPClient {
        let kind: Kind
        do {
            kind = Kind(
                scheme: origin.scheme,
                host: origin.host,
                proxy: try settings.proxies.proxy(for: origin),
                trustsExtraCA: settings.caFile != nil && !Cloud.isMicrosoft(host: origin.host)
            )
        } catch {
            throw .settings(error)
        }
        return try state.withLock { state throws(TransportError) in
            guard case .open(var clients) = state else { throw .shutDown }
            if let client = clients[kind] { return client }
            let client = try make(kind)
            clients[kind] = client
            state = .open(clients)
            return client
        }
    }

    func shutdown() async {
        for client in close() { try? await client.shutdown() }
    }

    private func close() -> [HTTPClient] {
        state.withLock { state in
            guard case .open(let clients) = state else { return [] }
            state = .shut
            return Array(clients.values)
        }
    }

    private func make(_ kind: Kind) throws(TransportError) -> HTTPClient {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        if kind.trustsExtraCA, let path = settings.caFile {
            do { tls.additionalTrustRoots = [.certificates(try CAFile.read(path))] } catch { throw .settings(error) }
        }
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls,
            redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(10), read: TimeAmount(settings.timeout))
        )
        configuration.proxy = kind.proxy.map { proxy in
            switch proxy.kind {
            case .socks: .socksServer(host: proxy.host, port: proxy.port)
            case .http: .server(host: proxy.host, port: proxy.port, authorization: proxy.authorization)
            }
        }
        if kind.scheme == .https {
            configuration.http1_1ConnectionDebugInitializer = { ServerName.check($0, is: kind.host) }
        }
        // HTTP/2 would gain nothing for single requests, and cut their bodies into frames of its own.
        configuration.httpVersion = .http1Only
        // Otherwise a refused connection is tried again until the connect timeout; retrying is the caller's business.
        // Nor does the pool bear it that a connection which failed its check closes while it waits to try again.
        configuration.connectionPool.retryConnectionEstablishment = false
        // The library would stop at eight, and let the rest of a run's sign-ins wait for those.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = Self.mostConnections
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }
}

extension ProxyServer {
    fileprivate var authorization: HTTPClient.Authorization? {
        user.map { .basic(username: $0, password: password ?? "") }
    }
}
