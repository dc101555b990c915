@testable import VaultCrypto

/// Faults of the chunks of a backup that has three: cut, moved, flipped, and marked as they are not.
enum BackupChunkVectors {
    private static let first = BackupHeader.length
    private static let length = BackupSealer.chunkLength + BackupSealer.overhead
    private static let second = first + length
    private static let third = second + length

    static let all: [Vector] = cuts + moves + flips + holder + places

    private static func long(
        _ name: String, _ fault: String, _ verdict: Verdict = .backupChanged, overNothing: Bool = false,
        _ change: @escaping @Sendable (inout [UInt8]) -> Void
    ) -> Vector {
        Vector(backup: name, fault, verdict, of: "long.backup", overNothing: overNothing) { bytes, _ in change(&bytes) }
    }

    private static let cuts: [Vector] = [
        long("cut-first-chunk", "it ends within its first chunk") { $0.removeSubrange((first + 30_000)...) },
        long("cut-after-first", "it ends after its first chunk", .backupCut) { $0.removeSubrange(second...) },
        long("cut-second-chunk", "it ends within its second chunk") { $0.removeSubrange((second + 1)...) },
        long("final-dropped", "its final chunk is missing", .backupCut) { $0.removeSubrange(third...) },
        long("final-dropped", "its final chunk is missing", .backupCut, overNothing: true) {
            $0.removeSubrange(third...)
        },
        long("cut-final-chunk", "it ends within its final chunk") { $0.removeLast(1000) },
        long("cut-last-byte", "its last byte is missing") { $0.removeLast() },
    ]

    private static let moves: [Vector] = [
        long("swapped", "its first two chunks are swapped") {
            $0.replaceSubrange(first..<third, with: Array($0[second..<third] + $0[first..<second]))
        },
        long("final-first", "its final chunk comes first") {
            $0.replaceSubrange(first..., with: Array($0[third...] + $0[first..<third]))
        },
        long("repeated", "its first chunk is there twice") {
            $0.insert(contentsOf: Array($0[first..<second]), at: second)
        },
        long("final-repeated", "its final chunk is there twice") { $0 += Array($0[third...]) },
        long("first-deleted", "its first chunk is deleted") { $0.removeSubrange(first..<second) },
        long("second-deleted", "its second chunk is deleted") { $0.removeSubrange(second..<third) },
        long("one-byte-more", "a byte follows after the final chunk") { $0.append(0) },
        long("many-bytes-more", "zeroes of a chunk's length follow after the final chunk") {
            $0 += Array(repeating: 0, count: length)
        },
        Vector(backup: "twice", "the same backup follows once more", .backupChanged) { bytes, _ in bytes += bytes },
        Vector(backup: "other-chunk", "its first chunk is an earlier backup's", .backupChanged, of: "long.backup") {
            bytes, bench in
            bytes.replaceSubrange(first..<second, with: (bench.book.backups["sound.backup"] ?? [])[first...])
        },
    ]

    private static let starts = [("first", first), ("second", second), ("final", third)]

    private static let flips: [Vector] = starts.flatMap { name, start in
        [
            long("\(name)-tag", "one bit of the \(name) chunk's tag") { $0[start] ^= 1 },
            long("\(name)-content", "one bit of the \(name) chunk's content") { $0[start + 5000] ^= 0x10 },
            long("\(name)-mac", "the last bit of the \(name) chunk's MAC") { bytes in
                bytes[(start == third ? bytes.count : start + length) - 1] ^= 0x80
            },
        ]
    }

    /// Chunks that a holder of the key marked or cut as this program does not.
    private static func sealed(
        _ name: String, _ fault: String, _ verdict: Verdict = .backupChanged,
        _ change: @escaping @Sendable (inout [(tag: UInt8, content: [UInt8])]) -> Void
    ) -> Vector {
        Vector(backup: name, "\(fault), by a holder of the key", verdict, of: "long.backup") { bytes, _ in
            var chunks = ForgedBackup.chunks(of: try ForgedBackup.items(of: bytes))
            change(&chunks)
            bytes = try ForgedBackup.seal(chunks, as: bytes)
        }
    }

    private static let holder: [Vector] = [
        sealed("message-for-final", "its last chunk has the tag MESSAGE") { $0[2].tag = ForgedBackup.message },
        sealed("push-for-final", "its last chunk has the tag PUSH") { $0[2].tag = ForgedBackup.push },
        sealed("rekey-for-final", "its last chunk has the tag REKEY") { $0[2].tag = ForgedBackup.rekey },
        sealed("final-early", "its second chunk has the tag FINAL, and a third follows", .backupGoesOn) {
            $0[1].tag = ForgedBackup.final
        },
        sealed("final-only", "its second chunk has the tag FINAL and ends it") {
            $0[1].tag = ForgedBackup.final
            $0.removeLast()
        },
        sealed("short-chunk", "its last chunk is cut in two, of which the first has the tag MESSAGE") {
            let content = $0[2].content
            $0[2] = (ForgedBackup.message, Array(content.prefix(100)))
            $0.append((ForgedBackup.final, Array(content.dropFirst(100))))
        },
        sealed("no-content", "an empty chunk has the tag FINAL") {
            $0[2] = (ForgedBackup.final, [])
        },
    ]

    /// What a refused backup was to replace has a change in its log.
    private static let places: [Vector] = [
        Vector(
            backup: "over-log", "one bit of its content, over a vault with a change in its log", .backupChanged
        ) { bytes, bench in
            try bench.later()
            bytes[first + 5000] ^= 1
        },
        Vector(
            backup: "sound-over-log", "nothing, over a vault with a change in its log", .sound
        ) { _, bench in try bench.later() },
        Vector(backup: "sound-over-damage", "nothing, over a vault whose records were deleted", .sound) { _, bench in
            try bench.sql("DELETE FROM record")
        },
        Vector(backup: "over-damaged-witness", "nothing, and the witness is damaged", .witnessDamaged) { _, bench in
            try bench.witness { $0[40] ^= 1 }
        },
    ]
}
