package import FoundationEssentials

/// A tenant as `list` and `show` print it, without secrets.
package struct TenantReport: Sendable, Equatable {
    package var name: String
    package var directoryID: String
    package var clientID: String
    package var cloud: String
    package var authority: String
    package var graph: String
    package var endpoint: String
    package var resource: String
    package var signIn: String
    /// The tenant whose application it uses; nil where the application is its own.
    package var app: String?
    package var via: String?
    package var owner: String?
    package var notes: String?
    package var tags: [String]
    package var credentials: [CredentialReport]
    package var lastProbe: ProbeReport?
    /// What takes new credentials to whoever else needs them.
    package var deliverCommand: String?
    /// The rotation that is open.
    package var rotation: RotationReport?
    /// Since when it is archived; nil for one that is in use.
    package var archived: Date?

    package init(
        name: String, directoryID: String, clientID: String, cloud: String, authority: String, graph: String,
        endpoint: String, resource: String, signIn: String, app: String?, via: String?, owner: String?, notes: String?,
        tags: [String], credentials: [CredentialReport], lastProbe: ProbeReport?, deliverCommand: String? = nil,
        rotation: RotationReport? = nil, archived: Date? = nil
    ) {
        self.name = name
        self.directoryID = directoryID
        self.clientID = clientID
        self.cloud = cloud
        self.authority = authority
        self.graph = graph
        self.endpoint = endpoint
        self.resource = resource
        self.signIn = signIn
        self.app = app
        self.via = via
        self.owner = owner
        self.notes = notes
        self.tags = tags
        self.credentials = credentials
        self.lastProbe = lastProbe
        self.deliverCommand = deliverCommand
        self.rotation = rotation
        self.archived = archived
    }
}

/// A credential as `list` and `show` print it.
package struct CredentialReport: Sendable, Equatable {
    package var id: String
    package var kind: String
    package var state: String
    package var keyID: String?
    package var hint: String?
    package var notBefore: Date?
    /// Nil for an unknown end and for a credential that never ends.
    package var expires: Date?
    /// Marked as one that never ends.
    package var neverExpires: Bool
    package var user: String?
    package var exposed: Bool
    /// Can be expected to sign in now.
    package var usable: Bool

    package init(
        id: String, kind: String, state: String, keyID: String?, hint: String?, notBefore: Date?, expires: Date?,
        neverExpires: Bool, user: String?, exposed: Bool, usable: Bool
    ) {
        self.id = id
        self.kind = kind
        self.state = state
        self.keyID = keyID
        self.hint = hint
        self.notBefore = notBefore
        self.expires = expires
        self.neverExpires = neverExpires
        self.user = user
        self.exposed = exposed
        self.usable = usable
    }
}

/// How the last `probe` ended.
package struct ProbeReport: Sendable, Equatable {
    package var at: Date
    package var ok: Bool
    package var aadsts: Int?

    package init(at: Date, ok: Bool, aadsts: Int?) {
        self.at = at
        self.ok = ok
        self.aadsts = aadsts
    }
}

/// An open rotation as `list` and `show` print it.
package struct RotationReport: Sendable, Equatable {
    package var step: String
    package var kind: String
    package var since: Date
    package var removeAfter: Date?

    package init(step: String, kind: String, since: Date, removeAfter: Date?) {
        self.step = step
        self.kind = kind
        self.since = since
        self.removeAfter = removeAfter
    }
}
