import FoundationEssentials
import VaultCore
import VaultModel

/// Key slots, as people and scripts read them.
enum SlotText {
    static func table(_ slots: [SlotReport]) -> Table {
        var table = Table([
            .init("id", side: .right, least: 2), .init("kind", least: 12), .init("label", rank: 1),
            .init("cost", rank: 3), .init("made", rank: 2, least: 10), .init("first used", rank: 4, least: 10),
            .init("public key", rank: 5, least: 20),
        ])
        for slot in slots {
            table.rows.append([
                Cell(String(slot.id)), Cell(kind(slot)), Cell(slot.label, orDash: .plain),
                Cell(cost(slot), orDash: .plain), Cell(Self.day(slot.created)),
                slot.proven.map { Cell(Self.day($0)) } ?? Cell("never", .caution),
                Cell(slot.publicKey, orDash: .plain),
            ])
        }
        return table
    }

    static func facts(_ slot: SlotReport) -> Facts {
        var facts = Facts()
        facts.add("slot", String(slot.id))
        facts.add("kind", kind(slot))
        facts.add("label", slot.label)
        facts.add("cost", cost(slot))
        facts.add("public key", slot.publicKey)
        return facts
    }

    static func json(_ slot: SlotReport) -> JSONText {
        [
            "id": .number(Int(slot.id)), "kind": .string(slot.kind), "label": JSONText(slot.label),
            "memoryMiB": JSONText(slot.memoryMiB), "passes": JSONText(slot.passes), "created": JSONText(slot.created),
            "proven": JSONText(slot.proven), "publicKey": JSONText(slot.publicKey),
        ]
    }

    private static func day(_ date: Date) -> String { String(InstantText.format(date).prefix(10)) }

    private static func kind(_ slot: SlotReport) -> String {
        switch slot.kind {
        case "passphraseAndKeyFile": "passphrase and key file"
        case "recoveryKey": "recovery key"
        default: slot.kind
        }
    }

    private static func cost(_ slot: SlotReport) -> String? {
        guard let memory = slot.memoryMiB, let passes = slot.passes else { return nil }
        return "\(memory) MiB × \(passes)"
    }
}
