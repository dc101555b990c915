/// What to do next about a credential; the words for it are the renderer's.
package enum Action: String, Sendable, CaseIterable {
    case none
    /// Rotate it: there is time.
    case rotate
    /// It is over or nearly so: rotate it now, or enter a new one where the directory no longer lets it in.
    case replaceNow
    /// Read the end from the directory, or enter it.
    case setExpiry
    /// A user has to sign in again.
    case signIn
    /// Replace it by hand: no command can make a new one.
    case replaceByHand
    /// Put a certificate in its place.
    case useCertificate
    /// The customer has to agree to a new relationship.
    case renewRelationship
}
