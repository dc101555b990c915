@testable import VaultCrypto

@testable import VaultStore

/// Faults of the witness, and vaults that it does not vouch for.
enum WitnessVectors {
    private static func flipped(_ name: String, _ fault: String, _ offset: Int) -> Vector {
        Vector("witness", name, fault, .witnessDamaged) { try $0.witness { $0[offset] ^= 1 } }
    }

    /// A witness as a holder of its key makes it.
    private static func made(
        _ name: String, _ fault: String, _ verdict: Verdict,
        _ root: @escaping @Sendable (Root, VectorBench) throws -> Root
    ) -> Vector {
        Vector("witness", name, fault, verdict) { bench in
            let vault = try bench.fixture.open()
            let present = try vault.read { $0.root }
            let bytes = Witness(try root(present, bench)).bytes(vault.keys)
            try vault.close()
            try bench.witness { $0 = bytes }
        }
    }

    static let all: [Vector] = [
        Vector(
            "witness", "missing", "there is none, and one is asked for", .witnessMissing,
            arguments: ["--require-witness"]
        ) { try $0.removeWitness() },
        Vector(
            "witness", "required", "nothing: there is one, and one is asked for", .sound,
            arguments: ["--require-witness"]
        ) { _ in },
        Vector("witness", "empty", "it is empty", .witnessDamaged) { try $0.witness { $0 = [] } },
        Vector("witness", "short", "it lacks its last byte", .witnessDamaged) { try $0.witness { $0.removeLast() } },
        Vector("witness", "long", "it has a byte too many", .witnessDamaged) { try $0.witness { $0.append(0) } },
        Vector("witness", "zero", "it is all zeroes", .witnessDamaged) {
            try $0.witness { $0 = Array(repeating: 0, count: $0.count) }
        },
        flipped("magic", "one bit of its magic", 0), flipped("vault-id", "one bit of its vault ID", 4),
        flipped("generation", "one bit of its generation", 20), flipped("root", "one bit of its root", 28),
        flipped("mac", "one bit of its MAC", 91),
        Vector("witness", "foreign", "it is another vault's", .witnessDamaged) { bench in
            try bench.witness { $0 = bench.book.foreignWitness }
        },
        made("newer", "it has seen a newer generation", .rolledBack) { root, _ in
            Root(
                generation: root.generation + 1, previous: root.hash, stateHash: root.stateHash,
                unverified: Hash32(words: [1, 2, 3, 4]))
        },
        made("newest", "it has seen the last generation that can be counted", .rolledBack) { root, _ in
            Root(generation: .max, previous: .zero, stateHash: .zero, unverified: root.hash)
        },
        made("same-generation", "it has seen another root of this generation", .forked) { root, _ in
            Root(
                generation: root.generation, previous: root.previous, stateHash: root.stateHash,
                unverified: Hash32(words: [1, 2, 3, 4]))
        },
        made("older-fork", "it has seen another root of an older generation", .forked) { root, _ in
            Root(
                generation: root.generation - 1, previous: .zero, stateHash: .zero,
                unverified: Hash32(words: [1, 2, 3, 4]))
        },
        made("behind", "it is behind, and its root is in the history", .sound) { root, bench in
            Root(generation: root.generation - 1, previous: .zero, stateHash: .zero, unverified: root.previous)
        },
        made("generation-0", "it has seen generation 0, which was never", .forked) { root, _ in
            Root(generation: 0, previous: .zero, stateHash: .zero, unverified: .zero)
        },
    ]
}
