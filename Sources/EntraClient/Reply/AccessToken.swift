package import FoundationEssentials

/// A token as the directory gave it out, with what is known of its life.
package struct AccessToken: Sendable, Equatable {
    package var value: String
    /// Always `Bearer`.
    package var tokenType: String
    package var expiresOn: Date
    /// When a new one should be fetched though this one still lives.
    package var refreshOn: Date?
    /// The audience that was asked for.
    package var resource: String
    /// An encrypted token: whom it is for cannot be checked here.
    package var isOpaque: Bool
    /// The directory's clock less this machine's, where they are more than 5 minutes apart.
    package var clockSkew: Duration?
    /// Under which Microsoft's logs have the request.
    package var correlationID: UUID

    package init(
        value: String,
        tokenType: String = "Bearer",
        expiresOn: Date,
        refreshOn: Date? = nil,
        resource: String,
        isOpaque: Bool = false,
        clockSkew: Duration? = nil,
        correlationID: UUID
    ) {
        self.value = value
        self.tokenType = tokenType
        self.expiresOn = expiresOn
        self.refreshOn = refreshOn
        self.resource = resource
        self.isOpaque = isOpaque
        self.clockSkew = clockSkew
        self.correlationID = correlationID
    }
}

extension AccessToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// What it is for, without the token.
    package var description: String { "access token for \(resource), hidden" }
    package var debugDescription: String { description }
    /// `dump` shows no more than `print`.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
