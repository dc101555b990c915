package import FoundationEssentials

/// What proves an application to its directory; the secret itself lies elsewhere, under `id`.
package struct Credential: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        case clientSecret, certificate, federated, refreshToken, password
    }

    package enum State: String, Sendable, CaseIterable { case pending, active, retiring, retired }

    /// The secret's own record.
    package let id: RecordID
    package var kind: Kind
    package var state: State
    package var keyID: KeyID?
    /// The first three characters, as Graph shows them.
    package var hint: String?
    package var notBefore: Date?
    package var expiry: Expiry
    /// The user who signed in, for a refresh token or password.
    package var user: String?
    /// Revealed, exported or put into an environment at least once.
    package var exposed: Bool
    package var added: Date

    package init(
        id: RecordID, kind: Kind, state: State, keyID: KeyID? = nil, hint: String? = nil, notBefore: Date? = nil,
        expiry: Expiry = .unknown, user: String? = nil, exposed: Bool = false, added: Date
    ) {
        self.id = id
        self.kind = kind
        self.state = state
        self.keyID = keyID
        self.hint = hint
        self.notBefore = notBefore
        self.expiry = expiry
        self.user = user
        self.exposed = exposed
        self.added = added
    }

    /// Whether it can be expected to sign in at `instant`.
    package func isUsable(at instant: Date) -> Bool {
        switch state {
        case .pending, .retired: false
        case .active, .retiring: (notBefore ?? .distantPast) <= instant && !expiry.hasPassed(at: instant)
        }
    }
}

/// When a credential ends, as far as anyone said.
package enum Expiry: Sendable, Hashable {
    case unknown
    case never
    case at(Date)

    /// The instant, where one is known.
    package var date: Date? {
        switch self {
        case .unknown, .never: nil
        case .at(let date): date
        }
    }

    package func hasPassed(at instant: Date) -> Bool {
        switch self {
        case .unknown, .never: false
        case .at(let end): end <= instant
        }
    }
}
