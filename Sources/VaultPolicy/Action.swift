package import VaultModel

/// What to do next about a credential; the words for it are the renderer's.
package enum Action: String, Sendable, CaseIterable {
    case none
    /// Rotate it: there is time.
    case rotate
    /// It is over or nearly so: rotate it now, or enter a new one where the directory no longer lets it in.
    case replaceNow
    /// Read the end from the directory.
    case readExpiry
    /// Enter the end: no directory lists it.
    case setExpiry
    /// A user has to sign in again.
    case signIn
    /// Replace it by hand: no command can make a new one.
    case replaceByHand
    /// Put a certificate in its place.
    case useCertificate
    /// The customer has to agree to a new relationship.
    case renewRelationship

    /// What one finding about a credential asks for.
    package init(on verdict: Verdict, for kind: Credential.Kind) {
        self =
            switch (verdict, kind) {
            case (.ok, _): .none
            case (.unknownExpiry, .clientSecret), (.unknownExpiry, .certificate): .readExpiry
            case (.unknownExpiry, _): .setExpiry
            case (.certificateRequired, _): .useCertificate
            case (_, .refreshToken): .signIn
            case (_, .password), (_, .federated): .replaceByHand
            case (.expired, .clientSecret), (.expired, .certificate), (.critical, .clientSecret),
                (.critical, .certificate):
                .replaceNow
            case (.rotationDue, .clientSecret), (.rotationDue, .certificate), (.neverExpires, .clientSecret),
                (.neverExpires, .certificate), (.exceedsLifetime, .clientSecret), (.exceedsLifetime, .certificate):
                .rotate
            }
    }
}
