package import VaultCrypto

/// One sign-in in a browser: where it begins, and what must come back (authorization code with PKCE, RFC 7636).
package struct Authorization: Sendable {
    /// What the browser opens; it holds the challenge and never the verifier.
    package let url: String
    /// Compared in constant time with what comes back.
    package let state: String
    package let verifier: SharedSecret

    /// - Throws: `EntraError.invalidRequest` for what the endpoint could only refuse.
    package init(
        _ request: TokenRequest,
        redirectURI: String,
        loginHint: String?,
        prompt: String?
    ) throws(EntraError) {
        throw .network(.other)
    }
}
