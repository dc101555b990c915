package import VaultCrypto

/// What a token is given for.
package enum Grant: Sendable {
    /// The application itself.
    case clientCredentials
    case refreshToken(SharedSecret)
    /// The code that a browser brought back; `redirectURI` as it was in the request.
    case authorizationCode(SharedSecret, verifier: SharedSecret, redirectURI: String)
    case deviceCode(SharedSecret)
    /// Resource-owner password credentials: legacy, and refused wherever a second factor is asked for.
    case password(user: String, SharedSecret)
}
