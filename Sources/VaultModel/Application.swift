/// An app registration: one client ID, its credentials, and where they may go. Many tenants may use it.
package struct Application: Sendable, Equatable {
    package var clientID: ClientID
    package var homeDirectory: DirectoryID
    package var destination: Destination
    package var endpoint: TokenEndpoint
    package var credentials: [Credential]
    package var owner: String?
    /// The tenant that was added with it; others name it by this tenant's name.
    package var principal: RecordID
    /// The tenant whose rights read and rotate the credentials, where these are not the application's own.
    package var via: RecordID?
    /// How many tenants use it, `principal` among them.
    package var tenantCount: UInt32
    /// What its home directory last said; nil where nobody asked.
    package var reading: DirectoryReading?
    /// The command that takes a new credential to whoever else needs it.
    package var deliveryCommand: String?
    /// The replacement of a credential that is under way, or wanted.
    package var rotation: Rotation?
    /// Attempts whose outcome was never learned, to be searched for.
    package var lostAttempts: [LostAttempt]
    /// How far its end here is; nil for one that nobody takes leave of.
    package var offboarding: Offboarding?

    package init(
        clientID: ClientID, homeDirectory: DirectoryID, destination: Destination, endpoint: TokenEndpoint = .v2,
        credentials: [Credential], owner: String? = nil, principal: RecordID, via: RecordID? = nil,
        tenantCount: UInt32 = 1, reading: DirectoryReading? = nil,
        deliveryCommand: String? = nil, rotation: Rotation? = nil, lostAttempts: [LostAttempt] = [],
        offboarding: Offboarding? = nil
    ) {
        self.clientID = clientID
        self.homeDirectory = homeDirectory
        self.destination = destination
        self.endpoint = endpoint
        self.credentials = credentials
        self.owner = owner
        self.principal = principal
        self.via = via
        self.tenantCount = tenantCount
        self.reading = reading
        self.deliveryCommand = deliveryCommand
        self.rotation = rotation
        self.lostAttempts = lostAttempts
        self.offboarding = offboarding
    }

    /// It is kept for the record only: it has no credentials, and another may have its client ID.
    package var isArchived: Bool { offboarding == .archived }
}

/// How far the end of an application is.
package enum Offboarding: Sendable, Equatable {
    /// The directory may have been asked to remove the credential with this key ID, the last that signs in: once it is
    /// refused as unknown, it is gone.
    case removingLast(KeyID)
    case archived
}
