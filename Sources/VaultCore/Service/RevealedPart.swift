internal import VaultModel

/// What of a credential can be shown.
package enum RevealedPart: String, Sendable, CaseIterable {
    /// A client secret, a refresh token, a password, or the path of a token file.
    case secret
    /// A certificate's private key, as PEM.
    case key
    /// A certificate and its chain, as PEM.
    case certificate

    /// - Throws: `usage` where `part` is none of a credential of that kind; nil means the whole of what has one part.
    static func check(_ part: RevealedPart?, of kind: Credential.Kind) throws {
        switch (kind, part) {
        case (.certificate, .key), (.certificate, .certificate): return
        case (.certificate, _):
            throw VaultFailure(
                .usage, "a certificate has a key and a certificate, and no secret",
                hint: "say which with --part key or --part certificate")
        case (_, .key), (_, .certificate):
            throw VaultFailure(.usage, "that credential is no certificate", hint: "leave --part out")
        case (_, .secret), (_, nil): return
        }
    }
}
