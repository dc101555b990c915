/// Why no reply came. It names kinds only: no host, path, header or body.
package enum TransportError: Error, Equatable, Sendable {
    /// The host's name has no address.
    case dns
    /// Nothing listens there, or it cannot be reached.
    case refused
    /// No trusted TLS connection could be made.
    case tls
    case timeout
    /// The connection ended before the reply did.
    case closed
    /// The proxy refused, or asked for other credentials.
    case proxy
    /// The authority answered with a redirect, which is never followed.
    case redirected(status: Int)
    /// The reply is longer than anything Entra sends.
    case tooLarge
    /// What came back is not HTTP.
    case notHTTP
    case cancelled
    /// The transport was shut down.
    case shutDown
    case settings(TransportSettingsError)
    /// The library found the request or itself at fault.
    case other

    /// Whether the request may have been lost on the way, so that sending it again is worth a try.
    var isDropped: Bool {
        switch self {
        case .timeout, .closed: true
        case .dns, .refused, .tls, .proxy, .redirected, .tooLarge, .notHTTP, .cancelled, .shutDown, .settings, .other:
            false
        }
    }
}

/// What is wrong with the settings a transport was given.
package enum TransportSettingsError: Error, Equatable, Sendable {
    case caFileUnreadable
    case caFileWithoutCertificate
    /// A proxy's URL cannot be read; the URL is not repeated, since it may hold a password.
    case proxyMalformed
    /// A proxy that is itself spoken to over TLS, or another scheme than `http` and `socks5`.
    case proxyUnsupported
}
