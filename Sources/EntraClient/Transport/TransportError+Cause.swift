internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

extension TransportError {
    /// The kind of a library's error; its text, which may name hosts and paths, is left behind.
    package init(cause: any Error) {
        switch cause {
        case let error as TransportError: self = error
        case let error as HTTPClientError: self = Self.kind(of: error)
        case let error as NIOConnectionError: self = Self.kind(of: error)
        case let error as IOError: self = Self.kind(of: error)
        case let error as HTTPParserError: self = error == .invalidEOFState ? .closed : .notHTTP
        case let error as ChannelError: self = Self.kind(of: error)
        case is CancellationError: self = .cancelled
        case let error as NIOSSLError: self = Self.kind(of: error)
        case let error as BoringSSLError: self = Self.kind(of: error)
        case is NIOSSLExtraError: self = .tls
        default: self = .other
        }
    }

    private static func kind(of error: HTTPClientError) -> TransportError {
        switch error {
        case .cancelled: .cancelled
        case .deadlineExceeded, .readTimeout, .writeTimeout, .connectTimeout, .tlsHandshakeTimeout,
            .getConnectionFromPoolTimeout, .socksHandshakeTimeout, .httpProxyHandshakeTimeout:
            .timeout
        case .remoteConnectionClosed, .uncleanShutdown, .requestStreamCancelled: .closed
        case .invalidProxyResponse, .proxyAuthenticationRequired: .proxy
        case .alreadyShutdown: .shutDown
        default: .other
        }
    }

    private static func kind(of error: NIOConnectionError) -> TransportError {
        let causes = error.connectionErrors.map { TransportError(cause: $0.error) }
        // With an address tried, the name was found.
        guard !causes.isEmpty else { return .dns }
        return causes.contains(.timeout) ? .timeout : causes.contains(.tls) ? .tls : .refused
    }

    /// What ends a connection, unless it never came about: an unreachable network can do either, and so it is taken for
    /// the one after which a request may have arrived.
    private static func kind(of error: IOError) -> TransportError {
        switch error.errnoCode {
        case ECONNREFUSED: .refused
        case ETIMEDOUT: .timeout
        default: .closed
        }
    }

    private static func kind(of error: NIOSSLError) -> TransportError {
        switch error {
        case .uncleanShutdown, .shutdownFailed, .readInInvalidTLSState, .writeDuringTLSShutdown: .closed
        default: .tls
        }
    }

    /// Where the handshake fails this is inside another error; by itself it ends a connection that stood.
    private static func kind(of error: BoringSSLError) -> TransportError {
        switch error {
        case .invalidSNIName, .failedToSetALPN: .tls
        default: .closed
        }
    }

    private static func kind(of error: ChannelError) -> TransportError {
        switch error {
        case .connectTimeout: .timeout
        case .ioOnClosedChannel, .alreadyClosed, .inputClosed, .outputClosed, .eof: .closed
        default: .other
        }
    }
}
