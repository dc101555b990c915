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

    package init(
        clientID: ClientID, homeDirectory: DirectoryID, destination: Destination, endpoint: TokenEndpoint = .v2,
        credentials: [Credential], owner: String? = nil, principal: RecordID, via: RecordID? = nil,
        tenantCount: UInt32 = 1, reading: DirectoryReading? = nil,
        deliveryCommand: String? = nil, rotation: Rotation? = nil, lostAttempts: [LostAttempt] = []
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
    }
}
