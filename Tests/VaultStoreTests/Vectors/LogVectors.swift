@testable import VaultStore

/// Faults of the write-ahead log beside the vault. The log holds one change that the witness has seen.
enum LogVectors {
    private static let head = 32
    private static let frame = 24 + 4096

    private static func later(
        _ name: String, _ fault: String, _ verdict: Verdict, _ change: @escaping @Sendable (inout [UInt8]) -> Void
    ) -> Vector {
        Vector("log", name, fault, verdict) { try $0.later(change) }
    }

    static let all: [Vector] = [
        later("sound", "nothing: a change that is still in the log", .sound) { _ in },
        Vector("log", "missing", "the log with the last change is missing", .rolledBack) { bench in
            try bench.witness { $0 = bench.book.laterWitness }
        },
        later("empty", "the log is empty", .rolledBack) { $0 = [] },
        later("head-only", "the log ends after its head", .rolledBack) { $0 = Array($0[..<head]) },
        later("half-head", "the log ends within its head", .rolledBack) { $0 = Array($0[..<17]) },
        later("cut", "the log ends within its last frame", .rolledBack) { $0.removeLast(100) },
        later("frame-missing", "the log's last frame is missing", .rolledBack) { $0.removeLast(frame) },
        later("magic", "one bit of the log's magic", .rolledBack) { $0[3] ^= 2 },
        later("salt", "one bit of the log's salt", .rolledBack) { $0[16] ^= 1 },
        later("head-checksum", "one bit of the head's checksum", .rolledBack) { $0[31] ^= 1 },
        later("first-frame", "one bit in the first frame's page", .rolledBack) { $0[head + 24 + 2000] ^= 1 },
        later("last-frame", "one bit in the last frame's page", .rolledBack) { $0[$0.count - 1] ^= 1 },
        later("page-number", "the first frame is for another page", .rolledBack) { $0[head + 3] ^= 1 },
        later("commit-mark", "the last frame is no commit", .rolledBack) {
            $0.replaceSubrange(($0.count - frame + 4)..<($0.count - frame + 8), with: [0, 0, 0, 0])
        },
        later("frames-swapped", "the first two frames are swapped", .rolledBack) {
            let first = Array($0[head..<(head + frame)])
            let second = Array($0[(head + frame)..<(head + 2 * frame)])
            $0.replaceSubrange(head..<(head + 2 * frame), with: second + first)
        },
        Vector("log", "tampered", "a sound log that another program wrote: versions are raised", .damaged(.bucket)) {
            $0.put($0.book.tamperedLog, beside: "vault.db-wal")
        },
        Vector("log", "foreign", "the log of another vault", .damaged(.manifest)) {
            $0.put($0.book.foreignLog, beside: "vault.db-wal")
        },
        Vector("log", "index", "a log's index that holds nonsense, and no log", .sound) {
            $0.put(Array(repeating: 0xA5, count: 2048), beside: "vault.db-shm")
        },
        Vector("log", "journal", "a rollback journal, which a vault never has", .damaged(.file)) {
            $0.put(journal(of: $0.book.database), beside: "vault.db-journal")
        },
    ]

    /// A journal that SQLite would play back into the file: page 2 as zeroes.
    static func journal(of database: [UInt8]) -> [UInt8] {
        func number(_ value: Int) -> [UInt8] { (0..<4).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }
        let pages = number(database.count / 4096)
        let head =
            [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7] + number(1) + number(0) + pages
            + number(512) + number(4096)
        // The checksum of a page of zeroes is the journal's nonce, 0.
        return head + Array(repeating: 0, count: 512 - head.count) + number(2)
            + Array(repeating: 0, count: 4096) + number(0)
    }
}
