package import VaultModel

/// Which origins are reached through a proxy, read from the environment's usual variables.
package struct ProxyRules: Sendable {
    private let proxy: String?
    private let exceptions: NoProxy

    /// Reads `HTTPS_PROXY` and `NO_PROXY`; the lower-case names win, as in curl.
    ///
    /// `http_proxy` has no say: plain http goes to loopback addresses only, and those never through a proxy.
    package init(environment: [String: String]) {
        proxy = [environment["https_proxy"], environment["HTTPS_PROXY"]].lazy.compactMap(\.self).first { !$0.isEmpty }
        exceptions = NoProxy(environment["no_proxy"] ?? environment["NO_PROXY"] ?? "")
    }

    /// The proxy on the way to `origin`; nil to go there directly.
    ///
    /// - Throws: `TransportSettingsError` for a proxy that cannot be used: going round it unasked would be worse.
    package func proxy(for origin: Origin) throws(TransportSettingsError) -> ProxyServer? {
        guard origin.scheme == .https, !origin.isLoopbackAddress, origin.host != "localhost",
            !origin.host.hasSuffix(".localhost"), let proxy, !exceptions.matches(host: origin.host, port: origin.port)
        else { return nil }
        return try ProxyServer(proxy)
    }
}
