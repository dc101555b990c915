package import FoundationEssentials
internal import VaultCrypto
package import VaultModel

/// What the audit log can say. The numbers are part of the format.
package enum AuditEvent: UInt8, Sendable, CaseIterable {
    case created = 1
    case added, edited, renamed, removed, revealed
    case minted, handedOut, probed, refused
    case imported, exported
    case witnessMissing, rollbackAccepted
    case secretAdded, destinationChanged
    case slotAdded, slotRemoved, passphraseChanged, costRaised, rekeyed
    case backedUp, restored, settingsChanged, pruned
    case signedIn, consentGranted, consentRevoked
    case synced, policyChanged
    case rotationIntended, rotationStored, rotationProven, rotationDelivered, rotationPromoted, rotationRetired
    case rotationAbandoned, rotationAcknowledged, rotationConfirmed, orphanRemoved, offboarded

    /// The word that `audit` prints.
    package var word: String {
        switch self {
        case .created: "created"
        case .added: "added"
        case .edited: "edited"
        case .renamed: "renamed"
        case .removed: "removed"
        case .revealed: "revealed"
        case .minted: "minted"
        case .handedOut: "handedOut"
        case .probed: "probed"
        case .refused: "refused"
        case .imported: "imported"
        case .exported: "exported"
        case .witnessMissing: "witnessMissing"
        case .rollbackAccepted: "rollbackAccepted"
        case .secretAdded: "secretAdded"
        case .destinationChanged: "destinationChanged"
        case .slotAdded: "slotAdded"
        case .slotRemoved: "slotRemoved"
        case .passphraseChanged: "passphraseChanged"
        case .costRaised: "costRaised"
        case .rekeyed: "rekeyed"
        case .backedUp: "backedUp"
        case .restored: "restored"
        case .settingsChanged: "settingsChanged"
        case .pruned: "pruned"
        case .signedIn: "signedIn"
        case .consentGranted: "consentGranted"
        case .consentRevoked: "consentRevoked"
        case .synced: "synced"
        case .policyChanged: "policyChanged"
        case .rotationIntended: "rotationIntended"
        case .rotationStored: "rotationStored"
        case .rotationProven: "rotationProven"
        case .rotationDelivered: "rotationDelivered"
        case .rotationPromoted: "rotationPromoted"
        case .rotationRetired: "rotationRetired"
        case .rotationAbandoned: "rotationAbandoned"
        case .rotationAcknowledged: "rotationAcknowledged"
        case .rotationConfirmed: "rotationConfirmed"
        case .orphanRemoved: "orphanRemoved"
        case .offboarded: "offboarded"
        }
    }
}

/// One thing that was done, by whom and to what; never a secret or a token.
package struct AuditEntry: Sendable, Equatable {
    package var at: Date
    package var event: AuditEvent
    package var tenant: String?
    package var resource: String?
    package var keyID: KeyID?
    package var user: String
    package var pid: Int32
    package var program: String
    package var slot: UInt32
    package var correlationID: UUID?
    package var count: UInt32

    package init(
        at: Date, event: AuditEvent, tenant: String? = nil, resource: String? = nil, keyID: KeyID? = nil,
        user: String, pid: Int32, program: String, slot: UInt32 = 0, correlationID: UUID? = nil, count: UInt32 = 1
    ) {
        self.at = at
        self.event = event
        self.tenant = tenant
        self.resource = resource
        self.keyID = keyID
        self.user = user
        self.pid = pid
        self.program = program
        self.slot = slot
        self.correlationID = correlationID
        self.count = count
    }

    var recordBytes: [UInt8] {
        get throws {
            var writer = ByteWriter(reserving: 512)
            writer.put(at)
            writer.put(event.rawValue)
            try writer.put(optional: tenant)
            try writer.put(optional: resource)
            writer.put(keyID != nil)
            if let keyID { writer.put(keyID.uuid) }
            try writer.put(text: user)
            writer.put(pid)
            try writer.put(text: program)
            writer.put(slot)
            writer.put(correlationID != nil)
            if let correlationID { writer.put(correlationID) }
            writer.put(count)
            return writer.bytes
        }
    }

    init(_ bytes: [UInt8]) throws {
        var reader = ByteReader(bytes)
        at = try reader.instant()
        guard let event = AuditEvent(rawValue: try reader.integer()) else { throw EncodingError.malformed }
        self.event = event
        tenant = try reader.optionalText()
        resource = try reader.optionalText()
        keyID = try reader.flag() ? try reader.identifier() : nil
        user = try reader.text()
        pid = try reader.integer()
        program = try reader.text()
        slot = try reader.integer()
        correlationID = try reader.flag() ? try reader.uuid() : nil
        count = try reader.integer()
        try reader.end()
    }
}
