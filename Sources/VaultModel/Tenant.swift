package import FoundationEssentials

/// One directory, reached with one application, under a name that is unique in the vault.
package struct Tenant: Sendable, Equatable {
    package var name: TenantName
    package var directoryID: DirectoryID
    package var application: RecordID
    package var resource: Resource
    package var signIn: SignIn
    package var tags: [Tag]
    package var notes: String?
    package var lastProbe: Probe?
    /// How many applications are managed with this tenant's rights (`via`).
    package var viaCount: UInt32
    /// Nil where nobody asked.
    package var consent: Consent?
    /// What is set for the credentials of its application, where that was added with it.
    package var policy: PolicyOverrides
    /// Records of the relationships that it has as a partner; nil where nobody asked.
    package var relationships: [RecordID]?
    /// Since when it is kept for the record only; nil for one that is in use.
    package var archived: Date?

    package init(
        name: TenantName, directoryID: DirectoryID, application: RecordID, resource: Resource = .alias(.partner),
        signIn: SignIn = .app, tags: [Tag] = [], notes: String? = nil, lastProbe: Probe? = nil, viaCount: UInt32 = 0,
        consent: Consent? = nil, policy: PolicyOverrides = PolicyOverrides(), relationships: [RecordID]? = nil,
        archived: Date? = nil
    ) {
        self.name = name
        self.directoryID = directoryID
        self.application = application
        self.resource = resource
        self.signIn = signIn
        self.tags = tags
        self.notes = notes
        self.lastProbe = lastProbe
        self.viaCount = viaCount
        self.consent = consent
        self.policy = policy
        self.relationships = relationships
        self.archived = archived
    }
}

/// How the last sign-in that was tried for its own sake ended.
package struct Probe: Sendable, Equatable {
    package var at: Date
    package var ok: Bool
    /// Entra's error number, where it gave one.
    package var aadsts: Int?

    package init(at: Date, ok: Bool, aadsts: Int? = nil) {
        self.at = at
        self.ok = ok
        self.aadsts = aadsts
    }
}
