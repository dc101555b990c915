package import FoundationEssentials
package import VaultModel

/// How directories are read.
package struct SyncQuery: Sendable {
    /// Leaves out applications that were read within this time, so that a run that ended halfway goes on.
    package var olderThan: Duration?
    /// Reads the selected tenants' relationships as partners too; where that was done once, it is done each time.
    package var relationships: Bool
    /// Signs in so, whatever the reading tenant's default is.
    package var signIn: SignIn?
    /// How many directories are asked at once.
    package var concurrency: Int

    package init(
        olderThan: Duration? = nil, relationships: Bool = false, signIn: SignIn? = nil, concurrency: Int = 8
    ) {
        self.olderThan = olderThan
        self.relationships = relationships
        self.signIn = signIn
        self.concurrency = concurrency
    }
}

/// What came of reading one application, or one partner's relationships.
package struct SyncOutcome: Sendable {
    package enum Subject: String, Sendable { case application, relationships = "gdap" }

    package var subject: Subject
    /// The tenant that the application was added with.
    package var tenant: String
    package var directoryID: String
    package var clientID: String
    package var at: Date
    /// From an earlier run: nobody was asked this time.
    package var isSkipped: Bool
    /// What the vault knows now and did not before.
    package var changes: [SyncChange]
    /// Where directory and vault differ, or the directory forbids something.
    package var drift: [FindingReport]
    /// How many relationships are kept.
    package var relationships: Int?
    package var failure: VaultFailure?

    package init(
        _ subject: Subject, tenant: String, directoryID: String, clientID: String, at: Date, isSkipped: Bool = false,
        changes: [SyncChange] = [], drift: [FindingReport] = [], relationships: Int? = nil,
        failure: VaultFailure? = nil
    ) {
        self.subject = subject
        self.tenant = tenant
        self.directoryID = directoryID
        self.clientID = clientID
        self.at = at
        self.isSkipped = isSkipped
        self.changes = changes
        self.drift = drift
        self.relationships = relationships
        self.failure = failure
    }
}

/// What one credential got from its directory.
package struct SyncChange: Sendable, Equatable {
    package enum Field: String, Sendable { case keyID = "keyId", notBefore, expires }

    /// The credential's ID in the vault.
    package var credential: String
    package var field: Field
    /// Nil where nothing was known.
    package var before: String?
    package var after: String

    package init(credential: String, field: Field, before: String?, after: String) {
        self.credential = credential
        self.field = field
        self.before = before
        self.after = after
    }
}
