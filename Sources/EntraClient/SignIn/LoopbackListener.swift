package import VaultCrypto

/// Waits on a loopback port for the browser to come back from a sign-in.
package final class LoopbackListener: Sendable {
    package let port: UInt16

    private init(port: UInt16) { self.port = port }

    /// Binds 127.0.0.1 only, to `port` or to any free one.
    ///
    /// - Throws: `EntraError.cannotListen`.
    package static func start(port: UInt16? = nil) async throws(EntraError) -> LoopbackListener {
        throw .cannotListen
    }

    /// What is registered as `http://localhost`, with this listener's port: Entra ignores ports there.
    package var redirectURI: String { "http://localhost:\(port)" }

    /// The code that the sign-in brought back.
    ///
    /// - Throws: `EntraError.refused` or `.signInDeclined` where it brought an error, `.signInTimedOut`, or
    ///   `.network(.cancelled)`.
    package func callback(
        for authorization: Authorization,
        timeout: Duration
    ) async throws(EntraError) -> SharedSecret {
        throw .signInTimedOut
    }

    /// Lets the browser fetch the page that says what happened, for three seconds at most, and stops listening.
    package func close() async {}
}
