@testable import VaultCrypto

@testable import VaultStore

/// Plaintexts that a holder of the key padded in another way than the format says.
enum PaddingVectors {
    static let all: [Vector] = record + others

    private static func padded(
        _ name: String, _ fault: String, in table: RowTable = .record, _ verdict: Verdict = .damaged(.box),
        list: Verdict? = nil, _ pad: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) -> Vector {
        Vector("padding", name, fault, verdict, list: list) { bench in
            try bench.edit { edit in
                let id = try bench.row(of: table, edit.vault.keys)
                try edit.put(table, id, pad(try edit.plaintext(table, id)), padding: .fixed)
            }
        }
    }

    private static func fill(_ bytes: [UInt8], _ mark: UInt8, to length: Int) -> [UInt8] {
        bytes + [mark] + Array(repeating: 0, count: length - bytes.count - 1)
    }

    private static let record: [Vector] = [
        padded("zeroes", "zeroes without the mark before them") { fill($0, 0, to: 512) },
        padded("mark", "0x81 in place of 0x80") { fill($0, 0x81, to: 512) },
        padded("tail", "the last byte is 1 and not 0") {
            var bytes = fill($0, 0x80, to: 512)
            bytes[511] = 1
            return bytes
        },
        padded("none", "no padding at all") { $0 },
        padded("only", "nothing but zeroes") { _ in Array(repeating: 0, count: 512) },
        padded("empty", "an empty plaintext, without padding") { _ in [] },
        padded("511", "511 bytes, one below the size class") { fill($0, 0x80, to: 511) },
        padded("513", "513 bytes, one above the size class") { fill($0, 0x80, to: 513) },
        padded("1024", "1,024 bytes, a power of two that is no class") { fill($0, 0x80, to: 1024) },
    ]

    private static let others: [Vector] = [
        padded("secret-zeroes", "a secret with zeroes without the mark", in: .secret, list: .sound) {
            fill($0, 0, to: 512)
        }
        .also(["reveal", "contoso", "--yes-reveal"], .damaged(.box)),
        padded("secret-1024", "a secret of 1,024 bytes, which is no class", in: .secret, list: .sound) {
            fill($0, 0x80, to: 1024)
        },
        padded("index-32", "an index row of 32 bytes", in: .index, .damaged(.index), list: .sound) {
            fill($0, 0x80, to: 32)
        },
        padded("index-mark", "an index row without the mark", in: .index, .damaged(.index), list: .sound) {
            fill($0, 0, to: 16)
        },
        Vector("padding", "audit", "a row of the log without the mark", .damaged(.audit), list: .sound) { bench in
            try bench.edit { edit in
                let bytes = try VaultFixture.entry(.probed).recordBytes
                let length = AuditChain.seal.padding.paddedLength(bytes.count) ?? 512
                try edit.putAudit(fill(bytes, 0, to: length), padding: .fixed)
            }
        },
    ]
}
