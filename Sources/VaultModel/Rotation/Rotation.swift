package import FoundationEssentials

/// The replacement of an application's credential, as the vault's journal has it between two steps.
///
/// Each step is durable before the next begins, since a directory shows a new secret only once.
package struct Rotation: Sendable, Equatable {
    /// How far it is; what comes after the last is no rotation any more.
    package enum Step: String, Sendable, CaseIterable {
        /// Wanted; nothing was asked of the directory.
        case planned
        /// The directory may have been asked for a new credential.
        case intended
        /// The new credential is in the vault.
        case stored
        /// It signs in.
        case proven
        /// Whoever else needs it has it.
        case delivered
        /// It is the active one, and its predecessors are retiring.
        case promoted
    }

    /// Of the present attempt; the new credential bears it as its name in the directory.
    package var id: UUID
    package var step: Step
    /// What is made: a client secret or a certificate.
    package var kind: Credential.Kind
    /// When the present step was reached.
    package var since: Date
    /// The credential in the making, pending until it is promoted; nil while nothing is made.
    package var new: RecordID?
    /// Those that the new one took the place of, once it has.
    package var old: [RecordID]
    /// How long the old go on beside the new.
    package var overlap: Duration
    /// How long the new one may live.
    package var lifetime: Duration
    /// When the overlap ends by this machine's clock; nil before there is one.
    package var removeAfter: Date?
    /// When it ends by the directory's clock, where that is known.
    package var directoryRemoveAfter: Date?
    /// Somebody else may have what is replaced: there is no overlap.
    package var isCompromised: Bool
    /// The delivery command took the new credential.
    package var isDelivered: Bool
    /// A person said that everybody who needs the new credential has it.
    package var isAcknowledged: Bool
    /// The restore that the vault had last seen when this began; another one since freezes it.
    package var era: UInt64
    /// Who works on it.
    package var lease: Lease?

    package init(
        id: UUID = UUID(), kind: Credential.Kind, since: Date, overlap: Duration, lifetime: Duration,
        isCompromised: Bool = false, era: UInt64
    ) {
        self.id = id
        step = .planned
        self.kind = kind
        self.since = since
        old = []
        self.overlap = overlap
        self.lifetime = lifetime
        self.isCompromised = isCompromised
        isDelivered = false
        isAcknowledged = false
        self.era = era
    }

    /// The name of the new credential in the directory.
    package var displayName: String { Self.displayName(of: id) }

    /// The name that an attempt's credential has in the directory.
    package static func displayName(of attempt: UUID) -> String {
        "partner-vault \(attempt.uuidString.lowercased())"
    }

    /// Something may be in the making, or waits to be taken away: more than a wish.
    package var isUnderWay: Bool { step != .planned }

    /// Who works on a rotation, and until when nobody else may.
    package struct Lease: Sendable, Equatable {
        /// Names one process on one machine.
        package let holder: String
        package let until: Date

        package init(holder: String, until: Date) {
            self.holder = holder
            self.until = until
        }

        /// No lease is given for longer.
        package static let length: Duration = .seconds(900)

        /// Whether it holds; one that reaches too far was given by a clock that was wrong.
        package func holds(at instant: Date) -> Bool {
            until > instant && until <= instant.addingTimeInterval(Double(Self.length.components.seconds))
        }
    }
}

/// An attempt to have a credential made whose outcome was never learned: the directory may show one by its name yet.
package struct LostAttempt: Sendable, Equatable {
    package let id: UUID
    package let at: Date
    /// Its key ID, where the directory told that much.
    package var keyID: KeyID?
    /// When it was last searched for.
    package var searched: Date?

    package init(id: UUID, at: Date, keyID: KeyID? = nil, searched: Date? = nil) {
        self.id = id
        self.at = at
        self.keyID = keyID
        self.searched = searched
    }

    /// After so long, a directory shows what it will ever show (up to 15 minutes are seen).
    package static let firstSearch = 900.0
    /// With nothing found after so long, there is nothing.
    package static let lastSearch = 86_400.0

    /// Whether it is time to search for it again.
    package func isDue(at instant: Date) -> Bool {
        guard let searched else { return true }
        return [Self.firstSearch, Self.lastSearch].contains { delay in
            let due = at.addingTimeInterval(delay)
            return searched < due && due <= instant
        }
    }

    /// Whether nothing found at `instant` means that there is nothing.
    package func isOver(at instant: Date) -> Bool { instant >= at.addingTimeInterval(Self.lastSearch) }
}
