internal import VaultCrypto

/// How a vault stands against what was last seen of it.
package enum WitnessStanding: Sendable, Equatable {
    case sound
    case missing
    case damaged
    /// The vault is older than its witness: an old copy was put back.
    case rolledBack(witness: UInt64, vault: UInt64)
    /// The vault went another way since its witness was written.
    case forked(witness: UInt64)

    /// The generation that an accepted vault must continue above.
    var generationFloor: UInt64 {
        switch self {
        case .sound, .missing, .damaged: 0
        case .rolledBack(let witness, _), .forked(let witness): witness
        }
    }
}

/// A snapshot compared with the witness that was read before it.
struct WitnessVerdict {
    let standing: WitnessStanding
    /// The vault is newer than the witness: a process ended between commit and witness.
    let isBehind: Bool

    init(_ content: WitnessFile.Content, _ snapshot: VaultSnapshot) throws {
        switch content {
        case .absent: (standing, isBehind) = (.missing, false)
        case .damaged: (standing, isBehind) = (.damaged, false)
        case .sound(let witness):
            let root = snapshot.root
            if witness.generation > root.generation {
                (standing, isBehind) = (.rolledBack(witness: witness.generation, vault: root.generation), false)
            } else if witness.generation == root.generation {
                (standing, isBehind) = (
                    witness.root.matches(root.hash) ? .sound : .forked(witness: witness.generation), false
                )
            } else {
                let isAncestor =
                    try snapshot.manifest.isAncestor(
                        generation: witness.generation, hash: witness.root, of: root, snapshot.vault.keys)
                    || snapshot.formerRoots().contains(generation: witness.generation, hash: witness.root)
                (standing, isBehind) = (isAncestor ? .sound : .forked(witness: witness.generation), isAncestor)
            }
        }
    }

    /// Whether the witness should be raised.
    ///
    /// - Throws: `StoreError` unless the vault is the witness's own, or newer.
    func mustBeSound() throws -> Bool {
        switch standing {
        case .sound: isBehind
        case .missing: throw StoreError.witnessMissing
        case .damaged: throw StoreError.witnessDamaged
        case .rolledBack(let witness, let vault): throw StoreError.rolledBack(witness: witness, vault: vault)
        case .forked: throw StoreError.forked
        }
    }
}
