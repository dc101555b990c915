/// What a transport takes from its surroundings: proxies, an extra CA and how long to wait.
package struct TransportSettings: Sendable {
    package var proxies: ProxyRules
    /// A PEM file whose roots are trusted beside the system's, though never for Microsoft's own hosts.
    package var caFile: String?
    /// The time for a whole exchange: connecting, sending, and reading the last byte.
    package var timeout: Duration

    package init(environment: [String: String] = [:], caFile: String? = nil, timeout: Duration = .seconds(30)) {
        proxies = ProxyRules(environment: environment)
        self.caFile = caFile
        self.timeout = timeout
    }
}
