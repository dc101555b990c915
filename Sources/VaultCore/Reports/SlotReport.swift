package import FoundationEssentials
internal import VaultCrypto
internal import VaultModel
internal import VaultStore

/// One key slot, as `slot list` prints it.
package struct SlotReport: Sendable, Equatable {
    package let id: UInt32
    /// `passphrase`, `passphraseAndKeyFile`, `recoveryKey` or `recipient`.
    package let kind: String
    package let label: String?
    /// Of a passphrase.
    package let memoryMiB: Int?
    package let passes: Int?
    package let created: Date
    /// When it was first known to open the vault; nil for one that nobody used yet.
    package let proven: Date?
    /// Of a recipient.
    package let publicKey: String?

    init(_ slot: KeySlot, _ settings: VaultSettings) {
        id = slot.id
        kind =
            switch slot.kind {
            case .passphrase: "passphrase"
            case .passphraseAndKeyFile: "passphraseAndKeyFile"
            case .recoveryKey: "recoveryKey"
            case .recipient: "recipient"
            }
        label = settings.note(slot.id)?.label
        memoryMiB = slot.cost.map { Int($0.memoryMiB) }
        passes = slot.cost.map { Int($0.passes) }
        created = Date(timeIntervalSince1970: Double(slot.created))
        proven = slot.kind.isPassphrase ? created : settings.note(slot.id)?.proven
        publicKey = slot.recipient?.description
    }
}

extension VaultSnapshot {
    /// All key slots, by ID.
    func slotReports() throws -> [SlotReport] {
        let settings = try settings()
        return try header().slots.map { SlotReport($0, settings) }.sorted { $0.id < $1.id }
    }
}

extension VaultSettings {
    /// Whether the slot is known to open the vault: a passphrase was typed twice or came from a script that has it.
    func isProven(_ slot: KeySlot) -> Bool {
        slot.kind.isPassphrase || note(slot.id)?.proven != nil
    }
}
