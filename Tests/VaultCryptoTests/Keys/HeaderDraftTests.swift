import Foundation
import TestThreads
import Testing

@testable import VaultCrypto

/// Every kind of slot, added, replaced, removed, and wrapped for another vault key.
@Suite(.onOwnThreads) struct HeaderDraftTests {
    private static let instant = Date(timeIntervalSince1970: 1_800_000_000)

    private func passphrase(_ text: String) throws -> NewPassphrase {
        NewPassphrase(
            Passphrase(try secret(text)), cost: try DerivationCost(memoryMiB: 64, passes: 2), isCostChosen: true)
    }

    private func vault() throws -> VaultHeader {
        try KeyRing.create(schema: 1, with: try passphrase("one"), at: Self.instant).header
    }

    private func unlock(_ header: VaultHeader, _ text: String) throws -> VaultKey {
        try KeyRing.unlock(header, with: .passphrase(Passphrase(try secret(text))))
    }

    @Test func everyKindOfSlotOpensTheSameVault() throws {
        let header = try vault()
        let key = try unlock(header, "one")
        let recovery = try RecoveryKey()
        let identity = try Identity()
        var draft = try HeaderDraft(changing: header, key: key)
        try draft.add(.recoveryKey(try recovery.duplicate()), id: 2, at: Self.instant)
        try draft.add(.recipient(identity.recipient), id: 3, at: Self.instant)
        try draft.add(.passphrase(try passphrase("two")), id: 7, at: Self.instant)
        let made = try draft.finish(openedBy: 1)
        let changed = try VaultHeader(made.header.bytes, newestSchema: 1)
        #expect(changed.slots.map(\.kind) == [.passphrase, .recoveryKey, .recipient, .passphrase])
        #expect(changed.slots.map(\.id) == [1, 2, 3, 7])
        #expect(changed.slots[2].recipient == identity.recipient)
        let expected = made.keys.records.exposed()
        for text in ["one", "two"] {
            #expect(try unlock(changed, text).keys(of: changed).records.exposed() == expected)
        }
        let byRecovery = try KeyRing.unlock(changed, with: .recoveryKey(recovery))
        #expect(byRecovery.slot == 2)
        #expect(try byRecovery.keys(of: changed).records.exposed() == expected)
        let byIdentity = try KeyRing.unlock(changed, with: .identity(identity))
        #expect(byIdentity.slot == 3)
        #expect(try byIdentity.keys(of: changed).records.exposed() == expected)
    }

    @Test func othersKeysOpenNothing() throws {
        let header = try vault()
        var draft = try HeaderDraft(changing: header, key: try unlock(header, "one"))
        try draft.add(.recoveryKey(try RecoveryKey()), id: 2, at: Self.instant)
        try draft.add(.recipient(try Identity().recipient), id: 3, at: Self.instant)
        let changed = try draft.finish(openedBy: 1).header
        #expect(throws: KeyError.wrongRecoveryKey) {
            _ = try KeyRing.unlock(changed, with: .recoveryKey(try RecoveryKey()))
        }
        #expect(throws: KeyError.notARecipient) { _ = try KeyRing.unlock(changed, with: .identity(try Identity())) }
        #expect(throws: KeyError.noSlotOpened) { _ = try unlock(changed, "two") }
    }

    @Test func aRemovedOrReplacedKeyOpensNothing() throws {
        let header = try vault()
        let identity = try Identity()
        let recipient = identity.recipient
        let own = SlotKey.identity(identity)
        var draft = try HeaderDraft(changing: header, key: try unlock(header, "one"))
        try draft.add(.recipient(recipient), id: 2, at: Self.instant)
        let with = try draft.finish(openedBy: 1).header
        draft = try HeaderDraft(changing: with, key: try unlock(with, "one"))
        draft.remove(2)
        try draft.add(.passphrase(try passphrase("two")), id: 1, at: Self.instant)
        let changed = try draft.finish(openedBy: 1).header
        #expect(changed.slots.map(\.id) == [1])
        #expect(throws: KeyError.notARecipient) { _ = try KeyRing.unlock(changed, with: own) }
        #expect(throws: KeyError.noSlotOpened) { _ = try unlock(changed, "one") }
        _ = try unlock(changed, "two").keys(of: changed)
        // And an old slot put into the new header is found by its MAC.
        var forged = changed
        forged.slots.append(with.slots[1])
        let key = try KeyRing.unlock(forged, with: own)
        #expect(throws: KeyError.headerDamaged) { _ = try key.keys(of: forged) }
    }

    @Test func sixteenSlotsAndFourPassphrasesAreTheMost() throws {
        let header = try vault()
        var draft = try HeaderDraft(changing: header, key: try unlock(header, "one"))
        for id in UInt32(2)...4 { try draft.add(.passphrase(try passphrase("p\(id)")), id: id, at: Self.instant) }
        #expect(throws: KeyError.tooManyPassphrases) {
            try draft.add(.passphrase(try passphrase("five")), id: 5, at: Self.instant)
        }
        // In the place of another it fits.
        try draft.add(.passphrase(try passphrase("four again")), id: 4, at: Self.instant)
        for id in UInt32(5)...16 { try draft.add(.recipient(try Identity().recipient), id: id, at: Self.instant) }
        #expect(throws: KeyError.tooManySlots) {
            try draft.add(.recoveryKey(try RecoveryKey()), id: 17, at: Self.instant)
        }
        let full = try VaultHeader(try draft.finish(openedBy: 1).header.bytes, newestSchema: 1)
        #expect(full.slots.count == 16)
        _ = try unlock(full, "four again").keys(of: full)
    }

    @Test func aRekeyedHeaderHasNothingOfTheOldKey() throws {
        let header = try vault()
        let old = try unlock(header, "one")
        let identity = try Identity()
        let recipient = identity.recipient
        let own = SlotKey.identity(identity)
        var draft = try HeaderDraft(rekeying: header, key: old)
        try draft.add(.recipient(recipient), id: 9, at: Self.instant)
        let made = try draft.finish(openedBy: 9)
        #expect(made.header.epoch == 2)
        #expect(made.header.vaultID == header.vaultID)
        #expect(made.header.slots.map(\.id) == [9])
        let before = try old.keys(of: header)
        #expect(made.keys.records.exposed() != before.records.exposed())
        #expect(made.keys.witness.exposed() == before.witness.exposed())
        #expect(throws: KeyError.headerDamaged) { _ = try old.keys(of: made.header) }
        #expect(throws: KeyError.noSlotOpened) { _ = try unlock(made.header, "one") }
        _ = try KeyRing.unlock(made.header, with: own).keys(of: made.header)
    }

    /// A slot of the last epoch does not open in this one, whatever it was wrapped for.
    @Test func aSlotBelongsToItsEpoch() throws {
        let header = try vault()
        let identity = try Identity()
        let recipient = identity.recipient
        let own = SlotKey.identity(identity)
        var draft = try HeaderDraft(changing: header, key: try unlock(header, "one"))
        try draft.add(.recipient(recipient), id: 2, at: Self.instant)
        let first = try draft.finish(openedBy: 1).header
        draft = try HeaderDraft(rekeying: first, key: try unlock(first, "one"))
        try draft.add(.passphrase(try passphrase("one")), id: 1, at: Self.instant)
        var forged = try draft.finish(openedBy: 1).header
        forged.slots.append(first.slots[1])
        #expect(throws: KeyError.notARecipient) { _ = try KeyRing.unlock(forged, with: own) }
    }

    @Test func aCostIsRaisedToTheFloorInEachPart() throws {
        let floor = try DerivationCost(memoryMiB: 256, passes: 3)
        func raised(_ memory: UInt32, _ passes: UInt32) throws -> DerivationCost? {
            try DerivationCost(memoryMiB: memory, passes: passes).raised(to: floor)
        }
        #expect(try raised(64, 2) == floor)
        #expect(try raised(64, 9) == DerivationCost(memoryMiB: 256, passes: 9))
        #expect(try raised(512, 2) == DerivationCost(memoryMiB: 512, passes: 3))
        #expect(try raised(256, 3) == nil)
        #expect(try raised(1024, 16) == nil)
    }

    /// `unit` is what 64 MiB and two passes take; the machine has `memory` MiB.
    @Test(arguments: [
        (unit: Duration.milliseconds(100), target: Duration.milliseconds(1), memory: 8192, expected: (64, 2)),
        (.milliseconds(100), .milliseconds(100), 8192, (64, 2)),
        (.milliseconds(100), .milliseconds(600), 8192, (256, 3)),
        (.milliseconds(40), .seconds(1), 65536, (1024, 3)),
        (.milliseconds(40), .seconds(1), 1024, (256, 12)),
        (.milliseconds(1), .seconds(60), 65536, (1024, 16)), (.zero, .seconds(1), 65536, (1024, 16)),
        (.milliseconds(40), .seconds(1), 64, (64, 16)),
    ])
    func calibration(unit: Duration, target: Duration, memory: Int, expected: (Int, Int)) throws {
        let cost = try DerivationCost.calibrated(to: target, memoryOfMachineMiB: memory) { cost in
            #expect(cost.memoryMiB == 64 && cost.passes == 2)
            return unit
        }
        #expect((Int(cost.memoryMiB), Int(cost.passes)) == expected)
    }
}
