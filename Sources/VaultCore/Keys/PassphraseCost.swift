package import VaultCrypto

/// How much work an attempt at a new passphrase is to be.
package enum PassphraseCost {
    /// What was asked for; nil where nothing was.
    ///
    /// - Throws: `VaultFailure.costOutOfBounds`.
    package static func of(memoryMiB: Int?, passes: Int?) throws -> DerivationCost? {
        guard memoryMiB != nil || passes != nil else { return nil }
        let usual = DerivationCost.usual
        do {
            return try DerivationCost(
                memoryMiB: UInt32(clamping: memoryMiB ?? Int(usual.memoryMiB)),
                passes: UInt32(clamping: passes ?? Int(usual.passes)))
        } catch KeyError.costOutOfBounds {
            throw VaultFailure(
                .costOutOfBounds, "a key-derivation cost is 64 to 1024 MiB and 2 to 16 passes",
                hint: "leave both out for \(usual.memoryMiB) MiB and \(usual.passes) passes")
        } catch {
            throw VaultFailure(any: error, tenant: "NAME")
        }
    }

    /// What takes about `target` on this machine, within the bounds.
    package static func calibrated(to target: Duration) throws -> DerivationCost {
        guard target > .zero else {
            throw VaultFailure(.usage, "--target-time is to be longer than nothing")
        }
        return try VaultFailure.translating { try DerivationCost.calibrated(to: target) { try $0.measure() } }
    }

    /// A new passphrase with a cost that was chosen, or else the usual one; refused below the floor.
    package static func new(
        _ passphrase: consuming Passphrase, _ chosen: DerivationCost?
    ) throws -> NewPassphrase {
        try PassphraseFloor.check(passphrase.text)
        return NewPassphrase(passphrase, cost: chosen ?? .usual, isCostChosen: chosen != nil)
    }
}
