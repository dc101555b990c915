import VaultModel

@testable import VaultCrypto

@testable import VaultStore

/// Faults of the manifest and of the history of roots.
enum ManifestVectors {
    static let all: [Vector] = plain + fields + holder + history

    private static let plain: [Vector] = [
        Vector("manifest", "missing", "its row is missing", .damaged(.manifest)) { try $0.sql("DELETE FROM manifest") },
        Vector("manifest", "second", "a second row", .damaged(.file), list: .sound) {
            try $0.sql("INSERT INTO manifest SELECT 2, generation, previous, state, root FROM manifest")
        },
        Vector("manifest", "generation-up", "the generation is raised", .damaged(.manifest)) {
            try $0.sql("UPDATE manifest SET generation = generation + 1")
        },
        Vector("manifest", "generation-negative", "the generation is negative", .damaged(.file)) {
            try $0.sql("UPDATE manifest SET generation = -1")
        },
        Vector("manifest", "previous", "another previous root", .damaged(.manifest)) {
            try $0.sql("UPDATE manifest SET previous = zeroblob(32)")
        },
        Vector("manifest", "previous-short", "the previous root lacks a byte", .damaged(.manifest)) {
            try $0.sql("UPDATE manifest SET previous = substr(previous, 1, 31)")
        },
        Vector("manifest", "root", "another root", .damaged(.manifest)) {
            try $0.sql("UPDATE manifest SET root = zeroblob(32)")
        },
        Vector("manifest", "root-of-before", "the root of the generation before", .damaged(.manifest)) {
            try $0.sql(
                "UPDATE manifest SET root = (SELECT root FROM root_history ORDER BY generation DESC LIMIT 1 OFFSET 1)")
        },
        Vector("manifest", "state-short", "the state lacks its last byte", .damaged(.manifest)) {
            try $0.sql("UPDATE manifest SET state = substr(state, 1, length(state) - 1)")
        },
        Vector("manifest", "state-empty", "the state is empty", .damaged(.manifest)) {
            try $0.sql("UPDATE manifest SET state = x''")
        },
    ]

    /// One byte of each field of the state becomes 255.
    private static let fields: [Vector] = [
        ("magic", 0), ("records", 4), ("secrets", 12), ("index-rows", 20), ("header-digest", 28),
        ("first-audit-row", 60), ("audit-base", 68), ("audit-rows", 100), ("audit-head", 108), ("first-bucket", 140),
        ("last-bucket", 8331),
    ].map { name, offset in
        Vector("manifest", "state-\(name)", "a byte of the state's \(name), the root is the old", .damaged(.manifest)) {
            try $0.sql(
                """
                UPDATE manifest SET state = CAST(substr(state, 1, \(offset))
                    || CASE substr(state, \(offset + 1), 1) WHEN x'FF' THEN x'FE' ELSE x'FF' END
                    || substr(state, \(offset + 2)) AS BLOB)
                """)
        }
    }

    /// By a holder of the key: the root vouches for a state that is false.
    private static let holder: [Vector] = [
        Vector("manifest", "holder-magic", "a state of another kind under a sound root", .damaged(.manifest)) {
            try $0.manifest { $0[3] ^= 1 }
        },
        Vector("manifest", "holder-short", "a state without its last bucket under a sound root", .damaged(.manifest)) {
            try $0.manifest { $0.removeLast(32) }
        },
        Vector("manifest", "holder-long", "a state with a byte too many under a sound root", .damaged(.manifest)) {
            try $0.manifest { $0.append(0) }
        },
        Vector("manifest", "holder-records", "one record too many is counted", .damaged(.bucket)) {
            try $0.state { $0.counts[.record, default: 0] += 1 }
        },
        Vector("manifest", "holder-secrets", "one secret too few is counted", .damaged(.bucket)) {
            try $0.state { $0.counts[.secret, default: 1] -= 1 }
        },
        Vector("manifest", "holder-index-rows", "no index rows are counted", .damaged(.bucket)) {
            try $0.state { $0.counts[.index] = 0 }
        },
        Vector("manifest", "holder-header-digest", "the digest of another header", .damaged(.header)) {
            try $0.state { $0.headerDigest = .zero }
        },
        Vector("manifest", "holder-audit-start", "the log is said to begin later", .damaged(.audit), list: .sound) {
            try $0.state { $0.auditStart += 1 }
        },
        Vector("manifest", "holder-audit-base", "another hash before the log", .damaged(.audit), list: .sound) {
            try $0.state { $0.auditBase = Hash32(words: [1, 0, 0, 0]) }
        },
        Vector(
            "manifest", "holder-audit-rows", "one row of the log too many is counted", .damaged(.audit),
            list: .sound
        ) { try $0.state { $0.auditCount += 1 } },
        Vector("manifest", "holder-audit-head", "another head of the log", .damaged(.audit), list: .sound) {
            try $0.state { $0.auditHead = .zero }
        },
        Vector("manifest", "holder-bucket", "another hash of one bucket", .damaged(.bucket)) {
            let bucket = Bucket(of: try $0.tenant.rawValue).number
            try $0.state { $0.buckets[bucket] = .zero }
        },
        Vector("manifest", "holder-last-generation", "the last generation that can be counted", .forked) {
            try $0.manifest(UInt64(Int64.max)) { _ in }
        },
    ]

    private static let history: [Vector] = [
        ("empty", "all roots are forgotten", "DELETE FROM root_history"),
        (
            "present", "the present root is forgotten",
            "DELETE FROM root_history WHERE generation = (SELECT max(generation) FROM root_history)"
        ),
        ("gap", "a root in between is forgotten", "DELETE FROM root_history WHERE generation = 3"),
        ("root", "a root is changed", "UPDATE root_history SET root = zeroblob(32) WHERE generation = 2"),
        (
            "state", "a root's state is changed",
            "UPDATE root_history SET state_hash = zeroblob(32) WHERE generation = 2"
        ),
        ("previous", "a link to another root", "UPDATE root_history SET previous = zeroblob(32) WHERE generation = 3"),
        (
            "future", "a root of the future",
            "INSERT INTO root_history SELECT generation + 9, previous, state_hash, root FROM root_history LIMIT 1"
        ),
        (
            "negative", "a root before the first",
            "INSERT INTO root_history SELECT -1, previous, state_hash, root FROM root_history LIMIT 1"
        ),
    ].map { name, fault, sql in
        Vector("history", name, fault, name == "negative" ? .damaged(.file) : .damaged(.history), list: .sound) {
            try $0.sql(sql)
        }
    }
}
