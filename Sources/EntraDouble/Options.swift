/// Says where and how a double is served.
package struct Options: Sendable {
    /// The address to bind.
    package var host = "127.0.0.1"
    /// The port to bind; 0 takes a free one.
    package var port = 0
    /// Whether to serve https.
    package var transport = Transport.http
    /// A wait before every reply but those of control.
    package var latency = Duration.zero
    /// The key that signs tokens; nil takes the one that the process shares.
    package var signingKey: SigningKey?

    /// Makes the default: plain http on a free loopback port, at full speed.
    package init() {}

    /// Makes options and lets `configure` change them.
    package init(_ configure: (inout Options) -> Void) {
        configure(&self)
    }

    /// How bytes travel.
    package enum Transport: Equatable, Sendable {
        /// In the clear.
        case http
        /// With a certificate for `localhost` and 127.0.0.1 from an authority made for this run alone.
        case https
    }

    /// The scheme of the base URL.
    var scheme: String {
        switch transport {
        case .http: "http"
        case .https: "https"
        }
    }

    /// The host of the base URL.
    var hostName: String {
        switch transport {
        case .http: host.contains(":") ? "[\(host)]" : host
        case .https: "localhost"
        }
    }
}
