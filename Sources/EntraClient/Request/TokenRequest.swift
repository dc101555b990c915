package import FoundationEssentials
package import VaultModel

/// What a token is asked for: everything of a token request but the secret.
package struct TokenRequest: Sendable, Equatable {
    /// What the token shall open.
    package enum Target: Sendable, Hashable {
        /// An App ID URI or GUID, without `/.default`.
        case audience(String)
        /// Scopes as they are sent, all of one resource; v2 only.
        case scopes([String])
    }

    package var destination: Destination
    package var directoryID: DirectoryID
    package var clientID: ClientID
    package var endpoint: TokenEndpoint
    package var target: Target
    /// A claims request or challenge, as JSON text.
    package var claims: String?
    /// Says that whoever uses the token can answer a claims challenge (`cp1`): it may then live for up to 28 hours.
    package var wantsLongLife: Bool
    /// Sent as `client-request-id`, so that Microsoft's logs can be searched for it.
    package var correlationID: UUID

    package init(
        destination: Destination,
        directoryID: DirectoryID,
        clientID: ClientID,
        endpoint: TokenEndpoint = .v2,
        target: Target,
        claims: String? = nil,
        wantsLongLife: Bool = false,
        correlationID: UUID = UUID()
    ) {
        self.destination = destination
        self.directoryID = directoryID
        self.clientID = clientID
        self.endpoint = endpoint
        self.target = target
        self.claims = claims
        self.wantsLongLife = wantsLongLife
        self.correlationID = correlationID
    }
}

/// Why a request is not sent at all.
package enum TokenRequestProblem: Equatable, Sendable {
    /// The audience or a scope is empty, overlong or not printable ASCII.
    case target
    /// The v1 endpoint knows a resource only.
    case scopesOnV1
    /// One request can name one resource only (AADSTS28000, 700022).
    case scopesOfSeveralResources
    /// The claims are no JSON object, or over 16 KiB.
    case claims
    case emptySecret
    /// The domain is not one that may stand in a path.
    case domain
    /// An application signs in for itself by proving who it is.
    case noProof
    case redirectURI
    /// The user's name is empty, overlong or holds control characters.
    case userName
    /// Not one of OAuth's words for what the sign-in page shall do.
    case prompt
    /// The permissions to consent to are empty, overlong or not printable ASCII.
    case permissions
}
