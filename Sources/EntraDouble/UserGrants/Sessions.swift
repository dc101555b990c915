internal import FoundationEssentials

/// What the authorize page promised an application: a user's sign-in, to be redeemed once.
struct AuthorizationCode: Sendable {
    /// How long a code lives.
    static let lifetime: TimeInterval = 600

    let clientId: GUID
    let redirectURI: String
    let challenge: CodeChallenge?
    let scopes: ScopeRequest
    let nonce: String?
    let userPrincipalName: String
    let isMFA: Bool
    let claimsMet: Bool
    let issued: Date
    var isRedeemed = false
}

/// A sign-in that a user makes elsewhere for a device that polls.
struct DeviceCode: Sendable {
    enum Outcome: Sendable {
        case pending
        case declined
        case approved(userPrincipalName: String, isMFA: Bool)
        case redeemed
    }

    let userCode: String
    let clientId: GUID
    let directoryName: String
    let scopes: ScopeRequest
    let claims: ClaimsRequest
    let issued: Date
    let lifetime: TimeInterval
    let interval: TimeInterval
    var outcome = Outcome.pending
    var lastPoll: Date?
}

/// A user who has signed in on a page and has not answered the next one yet.
struct PendingConsent: Sendable {
    /// The page's address, so that one page's answer serves no other.
    let page: String
    let userPrincipalName: String
}

/// What goes on between users and applications.
struct Sessions: Sendable {
    var codes: [String: AuthorizationCode] = [:]
    var deviceCodes: [String: DeviceCode] = [:]
    var pendingConsents: [String: PendingConsent] = [:]
    var refreshTokens: [String: Seed.RefreshToken] = [:]
    /// The refresh tokens in the order of their issue.
    var issued: [String] = []
}
