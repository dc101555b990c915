import CSodium
import Foundation
import Testing

@testable import VaultCrypto

/// What is written comes back, and nothing else does.
@Suite struct BackupStreamTests {
    private static let chunk = BackupSealer.chunkLength
    private static let box = BackupSealer.chunkLength + BackupSealer.overhead

    @Test(arguments: [1, 17, chunk - 1, chunk, chunk + 1, 2 * chunk, 3 * chunk + 500])
    func roundTrip(length: Int) throws {
        let vault = try BackedVault()
        let content = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let stream = try vault.seal(content)
        #expect(stream.count == BackupHeader.length + length + (length + Self.chunk - 1) / Self.chunk * 17)
        #expect(try vault.open(stream) == content)
        // However it arrives, and with a nonce of its own each time.
        #expect(try vault.seal(content, in: 1000) != stream)
        #expect(try vault.open(try vault.seal(content, in: 1000)) == content)
    }

    @Test func everyFlippedBitIsRefused() throws {
        let vault = try BackedVault()
        let stream = try vault.seal(Array("a small backup".utf8))
        for offset in stream.indices {
            // Of the vault's header every bit goes into one and the same hash.
            let bits = offset < 16 || offset >= BackupHeader.length - 24 ? Array(0..<8) : [offset % 8]
            for bit in bits {
                var changed = stream
                changed[offset] ^= 1 << UInt8(bit)
                #expect(throws: (any Error).self, "byte \(offset), bit \(bit)") { try vault.open(changed) }
            }
        }
    }

    @Test func whatIsCutShortIsRefused() throws {
        let vault = try BackedVault()
        let stream = try vault.seal(Array(repeating: 7, count: 3 * Self.chunk))
        let borders = (0...3).map { BackupHeader.length + $0 * Self.box }
        for border in borders {
            for length in [border - 1, border, border + 1, border + 17] where length < stream.count {
                let error: BackupError =
                    length < BackupHeader.length || borders.contains(length) ? .incomplete : .damaged
                #expect(throws: error, "\(length)") { try vault.open(Array(stream.prefix(length))) }
            }
        }
        for length in [0, 7, 8, 9, 16] {
            #expect(throws: length < 8 ? BackupError.notABackup : .incomplete) {
                try vault.open(Array(stream.prefix(length)))
            }
        }
    }

    @Test func nothingMayFollow() throws {
        let vault = try BackedVault()
        let stream = try vault.seal(Array(repeating: 7, count: Self.chunk + 9))
        #expect(throws: (any Error).self) { try vault.open(stream + [0]) }
        let full = try vault.seal(Array(repeating: 7, count: Self.chunk))
        #expect(throws: BackupError.trailing) { try vault.open(full + [0]) }
        #expect(throws: BackupError.trailing) { try vault.open(full + full.dropFirst(BackupHeader.length)) }
    }

    @Test(arguments: [
        [1, 0, 2, 3], [0, 0, 1, 2, 3], [0, 2, 3], [0, 1, 3], [3, 1, 2, 0], [0, 1, 1, 3], [1, 2, 3], [3],
    ])
    func chunksStayInTheirOrder(order: [Int]) throws {
        let vault = try BackedVault()
        let stream = try vault.seal((0..<4 * Self.chunk).map { UInt8(truncatingIfNeeded: $0 / Self.chunk) })
        let chunks = (0..<4).map { number in
            let start = BackupHeader.length + number * Self.box
            return Array(stream[start..<start + Self.box])
        }
        let head = Array(stream.prefix(BackupHeader.length))
        #expect(try vault.open(head + chunks.joined()).count == 4 * Self.chunk)
        #expect(throws: BackupError.damaged) { try vault.open(head + order.flatMap { chunks[$0] }) }
    }

    @Test func theHeaderOfAnotherBackupIsRefused() throws {
        let vault = try BackedVault()
        let (one, two) = (try vault.seal([1, 2, 3]), try vault.seal([4, 5, 6]))
        let start = BackupHeader.length
        #expect(throws: BackupError.damaged) { try vault.open(Array(one.prefix(start)) + two.dropFirst(start)) }
        // The stream's own start with the header of the vault as it was at another time, or of another vault.
        for other in [try vault.withAnotherSlot(), try BackedVault().header] {
            var mixed = one
            mixed.replaceSubrange(16..<16 + VaultHeader.length, with: other.bytes)
            #expect(throws: BackupError.damaged) { try vault.open(mixed) }
        }
        #expect(throws: BackupError.damaged) { try BackedVault().open(one) }
    }

    /// Streams that a holder of the key could make and this program does not.
    @Test(
        arguments: [
            (tags: [0, 3], lengths: [10, 10]), (tags: [1], lengths: [10]), (tags: [2, 3], lengths: [chunk, 10]),
            (tags: [1, 3], lengths: [chunk, 10]), (tags: [0], lengths: [chunk]), (tags: [3], lengths: [0]),
            (tags: [0, 3], lengths: [chunk, 0]),
        ] as [(tags: [UInt8], lengths: [Int])])
    func otherTagsAndLengthsAreRefused(tags: [UInt8], lengths: [Int]) throws {
        let vault = try BackedVault()
        #expect(throws: BackupError.self) { try vault.open(try vault.craft(tags, lengths)) }
        #expect(try vault.open(try vault.craft([0, 3], [Self.chunk, 1])).count == Self.chunk + 1)
    }

    /// A reader of the start alone, without a key, sees them too.
    @Test(arguments: 10..<16) func whatMustBeZeroIsZero(offset: Int) throws {
        var start = Array(try BackedVault().seal([1]).prefix(BackupHeader.length))
        _ = try BackupHeader(start, newestSchema: 1)
        start[offset] = 1
        #expect(throws: BackupError.damaged) { try BackupHeader(start, newestSchema: 1) }
    }

    @Test func aNewerFormIsNamed() throws {
        let vault = try BackedVault()
        var stream = try vault.seal([1])
        stream[8] = 2
        #expect(throws: BackupError.tooNew(found: 2)) { try vault.open(stream) }
        stream[8] = 0
        #expect(throws: BackupError.damaged) { try vault.open(stream) }
        stream[0] ^= 1
        #expect(throws: BackupError.notABackup) { try vault.open(stream) }
    }
}

/// The header and keys of a vault that backups are made of.
private final class BackedVault {
    let header: VaultHeader
    private let keys: VaultKeys
    private let key: VaultKey

    init() throws {
        let identity = try Identity()
        let made = try KeyRing.create(schema: 1, for: .recipient(identity.recipient), at: Date())
        header = made.header
        key = try KeyRing.unlock(header, with: .identity(identity))
        keys = made.takeKeys()
    }

    func withAnotherSlot() throws -> VaultHeader {
        var draft = try HeaderDraft(changing: header, key: key)
        try draft.add(.recipient(try Identity().recipient), id: 2, at: Date())
        return try draft.finish(openedBy: 1).header
    }

    func seal(_ content: [UInt8], in step: Int = .max) throws -> [UInt8] {
        let written = Written()
        let sealer = try BackupSealer(header, keys) { written.bytes += $0 }
        var rest = content[...]
        while !rest.isEmpty {
            try sealer.write(Array(rest.prefix(step)))
            rest = rest.dropFirst(step)
        }
        try sealer.finish()
        return written.bytes
    }

    func open(_ stream: [UInt8]) throws -> [UInt8] {
        let source = Written()
        source.bytes = stream
        let header = try BackupHeader(source.take(BackupHeader.length), newestSchema: 1)
        let opener = try BackupOpener(header, keys) { source.take($0) }
        var content: [UInt8] = []
        while let chunk = try opener.next() { content += chunk }
        return content
    }

    /// A stream of chunks with these tags and lengths, by libsodium alone.
    func craft(_ tags: [UInt8], _ lengths: [Int]) throws -> [UInt8] {
        var state = crypto_secretstream_xchacha20poly1305_state()
        var streamHeader = [UInt8](repeating: 0, count: 24)
        unsafe keys.backup.withUnsafeBytes { key in
            _ = unsafe crypto_secretstream_xchacha20poly1305_init_push(
                &state, &streamHeader, Sodium.address(of: key))
        }
        var stream = BackupHeader.start(header) + streamHeader
        var associatedData = stream
        for (tag, length) in zip(tags, lengths) {
            var box = [UInt8](repeating: 0, count: length + 17)
            let chunk = [UInt8](repeating: 9, count: length)
            unsafe crypto_secretstream_xchacha20poly1305_push(
                &state, &box, nil, chunk, UInt64(length), associatedData, UInt64(associatedData.count), tag)
            associatedData = []
            stream += box
        }
        return stream
    }
}

/// Bytes on their way.
private final class Written {
    var bytes: [UInt8] = []

    func take(_ count: Int) -> [UInt8] {
        let taken = Array(bytes.prefix(count))
        bytes.removeFirst(taken.count)
        return taken
    }
}
