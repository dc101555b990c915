package import Foundation

/// What a vault knows about itself, kept in it and authenticated with it.
package struct VaultSettings: Sendable, Equatable {
    /// What is known of key slots beside what the header shows; a slot may have no note.
    package var slots: [SlotNote]
    /// The highest slot ID ever used: none is given twice, since the audit log names slots by it.
    package var highestSlot: UInt32
    package var audit: AuditRetention
    /// The last restore from a backup.
    package var restored: RestoreMark?
    /// The vault is a set that was exported for use and not for change.
    package var isReadOnly: Bool
    /// What is set for all credentials, and for those of tenants with a tag.
    package var policy: PolicyOverrides
    package var tagPolicies: [Tag: PolicyOverrides]

    /// Those of a vault that has none yet: of the one slot that `init` makes, nothing needs to be said.
    package init(
        slots: [SlotNote] = [], highestSlot: UInt32 = 1, audit: AuditRetention = AuditRetention(),
        restored: RestoreMark? = nil, isReadOnly: Bool = false, policy: PolicyOverrides = PolicyOverrides(),
        tagPolicies: [Tag: PolicyOverrides] = [:]
    ) {
        self.slots = slots
        self.highestSlot = highestSlot
        self.audit = audit
        self.restored = restored
        self.isReadOnly = isReadOnly
        self.policy = policy
        self.tagPolicies = tagPolicies
    }

    package func note(_ slot: UInt32) -> SlotNote? {
        slots.first { $0.id == slot }
    }

    /// Puts `note` in the place of the slot's present one.
    package mutating func set(_ note: SlotNote) {
        slots.removeAll { $0.id == note.id }
        slots.append(note)
        highestSlot = max(highestSlot, note.id)
    }
}

/// A key slot's label, and whether anybody ever opened the vault with it.
package struct SlotNote: Sendable, Equatable {
    package let id: UInt32
    package var label: String?
    /// When it first opened the vault; a passphrase counts from the start, since it was typed twice.
    package var proven: Date?

    package init(id: UInt32, label: String?, proven: Date?) {
        self.id = id
        self.label = label
        self.proven = proven
    }
}

/// How much of the audit log is kept: what is older or more goes, and the cut is recorded.
package struct AuditRetention: Sendable, Equatable {
    /// In days; 0 for no bound.
    package var days: UInt32
    /// In rows; 0 for no bound.
    package var rows: UInt32

    package init(days: UInt32 = 730, rows: UInt32 = 100_000) {
        self.days = days
        self.rows = rows
    }
}

/// When the vault was restored from a backup, and the generation that this became: rotations of before are frozen.
package struct RestoreMark: Sendable, Equatable {
    package let at: Date
    package let generation: UInt64

    package init(at: Date, generation: UInt64) {
        self.at = at
        self.generation = generation
    }
}
