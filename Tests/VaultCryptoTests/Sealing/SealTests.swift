import FoundationEssentials
import Testing

@testable import VaultCrypto

@Suite struct SealTests {
    static let key = Array(UInt8(1)...32)
    static let place = SealContext(
        vaultID: FrozenVectorTests.vaultID,
        epoch: 1,
        place: .init(table: 1, column: 1),
        record: 42,
        version: 5,
        schema: 1
    )

    static let lengths = [0, 1, 511, 512, 513, 4095, 4096, 8191, 8192, (1 << 20) - 1]

    @Test(arguments: lengths)
    func whatIsSealedOpens(length: Int) throws {
        let plaintext = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let box = try seal(plaintext)
        #expect(try open(box) == plaintext)
        let key = try secret(Self.key)
        let opened = try Seal(.record, padding: .record).openSecret(
            box,
            associatedData: Self.place.associatedData,
            record: 42,
            key: key
        )
        #expect(opened.exposed() == plaintext)
    }

    /// Plaintexts whose ends look like padding.
    @Test(arguments: [[0x80], [0x80, 0], [0, 0], [0x80, 0x80], Array(repeating: 0, count: 511)] as [[UInt8]])
    func paddingIsNotMistakenForPlaintext(end: [UInt8]) throws {
        #expect(try open(seal(end)) == end)
    }

    @Test(arguments: [
        (0, 512), (511, 512), (512, 4096), (4095, 4096), (4096, 8192), (8191, 8192), (8192, 16384),
        ((1 << 20) - 1, 1 << 20),
    ])
    func aBoxShowsItsSizeClassOnly(length: Int, padded: Int) throws {
        #expect(try seal([UInt8](repeating: 1, count: length)).count == padded + Seal.overhead)
    }

    @Test func tooLongIsRefused() {
        #expect(throws: SealError.tooLong) { try seal([UInt8](repeating: 1, count: 1 << 20)) }
        #expect(throws: SealError.tooLong) {
            try seal([UInt8](repeating: 1, count: 16), with: Seal(.record, padding: .index))
        }
    }

    @Test func noBoxIsLikeAnother() throws {
        let boxes = try (0..<200).map { _ in try seal([1, 2, 3]) }
        #expect(Set(boxes.map { Array($0.prefix(24)) }).count == boxes.count)
        #expect(Set(boxes.map { Array($0.dropFirst(24)) }).count == boxes.count)
    }

    /// Each bit of nonce, commitment, ciphertext and tag, for a padded and an unpadded box.
    @Test(arguments: [Padding.index, .fixed, .record])
    func everyFlippedBitIsRefused(padding: Padding) throws {
        let seal = Seal(.record, padding: padding)
        let box = try self.seal([1, 2, 3, 4, 5, 6, 7, 8], with: seal)
        var refused = 0
        for bit in 0..<(box.count * 8) {
            var flipped = box
            flipped[bit / 8] ^= 1 << (bit % 8)
            if (try? open(flipped, with: seal)) == nil { refused += 1 }
        }
        #expect(refused == box.count * 8)
        #expect(try open(box, with: seal) == [1, 2, 3, 4, 5, 6, 7, 8])
    }

    @Test func everyTruncationAndExtensionIsRefused() throws {
        let seal = Seal(.record, padding: .record)
        let box = try self.seal([1, 2, 3], with: seal)
        for length in 0..<box.count {
            #expect(throws: SealError.damaged) { try open(Array(box.prefix(length)), with: seal) }
        }
        for more in [1, 16, 512, 4096 - 512] {
            #expect(throws: SealError.damaged) { try open(box + Array(repeating: 0, count: more), with: seal) }
        }
    }

    static let elsewhere: [(String, @Sendable (inout SealContext) -> Void)] = [
        ("vault", { $0.vaultID = UUID() }),
        ("epoch", { $0.epoch += 1 }),
        ("table", { $0.place = .init(table: 2, column: 1) }),
        ("column", { $0.place = .init(table: 1, column: 2) }),
        ("record", { $0.record += 1 }),
        ("version", { $0.version -= 1 }),
        ("schema", { $0.schema += 1 }),
    ]

    @Test(arguments: elsewhere.map(\.0))
    func aBoxOpensInItsOwnPlaceOnly(field: String) throws {
        let box = try seal([1, 2, 3])
        var place = Self.place
        try #require(Self.elsewhere.first { $0.0 == field }).1(&place)
        let key = try secret(Self.key)
        #expect(throws: SealError.damaged) {
            unsafe try box.withUnsafeBytes { box in
                unsafe try Seal(.record, padding: .record).open(
                    box,
                    associatedData: place.associatedData,
                    record: Self.place.record,
                    key: key
                )
            }
        }
    }

    /// The record number salts the derivation too, apart from the associated data.
    @Test func anotherRecordIsRefused() throws {
        let box = try seal([1, 2, 3])
        #expect(throws: SealError.damaged) { try open(box, record: 43) }
    }

    @Test(arguments: [Seal.Purpose.slot, .witnessKey, .audit, .token])
    func anotherPurposeIsRefused(purpose: Seal.Purpose) throws {
        let box = try seal([1, 2, 3])
        #expect(throws: SealError.damaged) { try open(box, with: Seal(purpose, padding: .record)) }
    }

    @Test(arguments: 0..<32)
    func anotherKeyIsRefused(byte: Int) throws {
        let box = try seal([1, 2, 3])
        var key = Self.key
        key[byte] ^= 0x80
        #expect(throws: SealError.damaged) { try open(box, key: key) }
    }

    private func seal(_ plaintext: [UInt8], with seal: Seal = Seal(.record, padding: .record)) throws -> [UInt8] {
        let key = try secret(Self.key)
        return unsafe try plaintext.withUnsafeBytes { plaintext in
            unsafe try seal.seal(plaintext, associatedData: Self.place.associatedData, record: 42, key: key)
        }
    }

    private func open(
        _ box: [UInt8],
        with seal: Seal = Seal(.record, padding: .record),
        record: UInt64 = 42,
        key: [UInt8] = SealTests.key
    ) throws -> [UInt8] {
        let key = try secret(key)
        return unsafe try box.withUnsafeBytes { box in
            unsafe try seal.open(box, associatedData: Self.place.associatedData, record: record, key: key)
        }
    }
}
