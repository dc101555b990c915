package import FoundationEssentials
package import VaultModel

/// What came of asking for one tenant's token.
package struct TokenOutcome: Sendable {
    package var tenant: String
    package var directoryID: String
    package var clientID: String
    /// The audience or scopes that were asked for.
    package var resource: String
    package var result: Result<TokenGrant, VaultFailure>

    package init(
        tenant: String, directoryID: String, clientID: String, resource: String,
        result: Result<TokenGrant, VaultFailure>
    ) {
        self.tenant = tenant
        self.directoryID = directoryID
        self.clientID = clientID
        self.resource = resource
        self.result = result
    }
}

/// A short-lived token, on its way to the person who asked for it.
package struct TokenGrant: Sendable {
    package enum Source: String, Sendable { case cache, minted }

    package var accessToken: String
    package var tokenType: String
    package var expiresOn: Date
    package var source: Source
    /// Something to say on standard error, such as a clock that is off.
    package var warning: String?
    /// The credential that it was minted with, as the directory names it.
    package var keyID: KeyID?

    package init(
        accessToken: String, tokenType: String, expiresOn: Date, source: Source, warning: String? = nil,
        keyID: KeyID? = nil
    ) {
        self.accessToken = accessToken
        self.tokenType = tokenType
        self.expiresOn = expiresOn
        self.source = source
        self.warning = warning
        self.keyID = keyID
    }
}

extension TokenGrant: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Without the token, so that it cannot reach a log by accident.
    package var description: String { "TokenGrant(\(source.rawValue))" }
    package var debugDescription: String { description }
    /// `dump` shows no more than `print`.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// What came of one sign-in that was tried for its own sake.
package struct ProbeOutcome: Sendable {
    package var tenant: String
    package var directoryID: String
    package var clientID: String
    package var resource: String
    package var at: Date
    package var failure: VaultFailure?

    package init(
        tenant: String, directoryID: String, clientID: String, resource: String, at: Date, failure: VaultFailure?
    ) {
        self.tenant = tenant
        self.directoryID = directoryID
        self.clientID = clientID
        self.resource = resource
        self.at = at
        self.failure = failure
    }
}
