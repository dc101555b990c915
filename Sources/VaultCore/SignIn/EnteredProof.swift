package import VaultCrypto

/// What an application signs in with where it is no client secret, as it was entered.
package enum EnteredProof: Sendable {
    /// A PEM or PFX file with key and certificate.
    case certificate(file: SharedSecret, password: SharedSecret?)
    /// The path of a file into which another platform writes its own token.
    case federated(tokenFile: String)
    /// A user's name and password, which sign in where nothing more is asked of the user.
    case password(user: String, SharedSecret)
    /// Nothing: a public client, as which only users sign in.
    case publicClient

    /// Whether only a user can sign in with it.
    package var isForUsers: Bool {
        switch self {
        case .certificate, .federated: false
        case .password, .publicClient: true
        }
    }
}
