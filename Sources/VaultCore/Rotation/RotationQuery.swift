package import FoundationEssentials
package import VaultCrypto
package import VaultModel

/// What is to be rotated, and how.
package struct RotationQuery: Sendable {
    package enum Purpose: Sendable, Equatable {
        /// Replace what the selected tenants' applications have now.
        case replace
        /// Replace what the policy calls due, and retire and search for what is due.
        case due
        /// Go on with what is open.
        case resume
        /// End the overlap now.
        case finish
        /// Say that everybody who needs the new credential has it.
        case acknowledge
    }

    package var purpose: Purpose
    /// What is made; what there is now where nil.
    package var kind: Credential.Kind?
    /// How long the old go on; the policy's where nil.
    package var overlap: Duration?
    /// How long the new may live; the policy's where nil.
    package var lifetime: Duration?
    /// How many applications are worked on at once.
    package var concurrency: Int
    /// After so many failures no other is begun; nil for no bound.
    package var stopAfter: Int?
    /// Asks the directories, and changes nothing.
    package var isDryRun: Bool
    /// Somebody else may have the secrets: the worst first, and without an overlap.
    package var isCompromised: Bool
    /// Goes on with what was open when the vault was restored.
    package var confirmsRestore: Bool

    package init(
        _ purpose: Purpose, kind: Credential.Kind? = nil, overlap: Duration? = nil, lifetime: Duration? = nil,
        concurrency: Int = 8, stopAfter: Int? = 3, isDryRun: Bool = false, isCompromised: Bool = false,
        confirmsRestore: Bool = false
    ) {
        self.purpose = purpose
        self.kind = kind
        self.overlap = overlap
        self.lifetime = lifetime
        self.concurrency = concurrency
        self.stopAfter = stopAfter
        self.isDryRun = isDryRun
        self.isCompromised = isCompromised
        self.confirmsRestore = confirmsRestore
    }
}

/// How far one application's rotation is.
package struct RotationOutcome: Sendable {
    package enum Step: String, Sendable, CaseIterable {
        case planned, intended, stored, proven, delivered, promoted, retired, skipped, busy, failed
    }

    /// The tenant that the application was added with.
    package var tenant: String
    package var step: Step
    /// Of the new credential.
    package var keyID: String?
    /// Of the one that it takes the place of.
    package var previousKeyID: String?
    /// When the new one ends.
    package var expires: Date?
    /// When the old one goes; nil where it has gone, or nothing waits.
    package var removeAfter: Date?
    package var failure: VaultFailure?
    /// What a person should know beside it.
    package var notes: [String]
    /// What only people can do now, after a secret was in wrong hands.
    package var remaining: [String]

    package init(
        tenant: String, step: Step, keyID: String? = nil, previousKeyID: String? = nil, expires: Date? = nil,
        removeAfter: Date? = nil, failure: VaultFailure? = nil, notes: [String] = [], remaining: [String] = []
    ) {
        self.tenant = tenant
        self.step = step
        self.keyID = keyID
        self.previousKeyID = previousKeyID
        self.expires = expires
        self.removeAfter = removeAfter
        self.failure = failure
        self.notes = notes
        self.remaining = remaining
    }
}

/// A new credential on its way to whoever else needs it.
package struct Delivery: Sendable {
    /// What the user wants to be run.
    package let command: String
    /// What may be told in the open.
    package let note: DeliveryNote
    /// A client secret, or key and certificate as PEM.
    package let secret: SharedSecret

    package init(command: String, note: DeliveryNote, secret: SharedSecret) {
        self.command = command
        self.note = note
        self.secret = secret
    }
}

/// What a delivery command is told beside the secret.
package struct DeliveryNote: Sendable, Equatable {
    package var rotation: UUID
    package var tenant: String
    package var directoryID: String
    package var clientID: String
    package var kind: Credential.Kind
    package var keyID: String?
    package var previousKeyID: String?
    package var notBefore: Date?
    package var expires: Date?

    package init(
        rotation: UUID, tenant: String, directoryID: String, clientID: String, kind: Credential.Kind, keyID: String?,
        previousKeyID: String?, notBefore: Date?, expires: Date?
    ) {
        self.rotation = rotation
        self.tenant = tenant
        self.directoryID = directoryID
        self.clientID = clientID
        self.kind = kind
        self.keyID = keyID
        self.previousKeyID = previousKeyID
        self.notBefore = notBefore
        self.expires = expires
    }
}
