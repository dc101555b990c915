import CSodium
@testable import VaultCrypto

@testable import VaultStore

/// Backups as a careless or hostile holder of the keys would write them.
enum ForgedBackup {
    /// The items of a sound backup as they lie in its chunks, the end among them.
    static func items(of backup: [UInt8]) throws -> [[UInt8]] {
        let source = BackupSource(backup)
        let header = try source.header()
        var items: [[UInt8]] = []
        var counts = BackupCounts()
        _ = try reader().readBackup(header, from: { try source.next($0) }, progress: { _, _ in }) { item in
            switch item {
            case .manifest(let state, let root): items.append(BackupItem.bytes(ofManifest: state, root))
            case .link(let root):
                items.append(BackupItem.bytes(ofLink: root))
                counts.links += 1
            case .row(let table, let row):
                items.append(
                    BackupItem.head(of: table, row.id, row.version, boxLength: row.box.count) + row.box)
                counts.rows[table, default: 0] += 1
            case .end: return
            }
        }
        return items + [BackupItem.bytes(ofEnd: counts)]
    }

    /// Seals items behind the plain start of `backup`: as far as they are its own, the bytes are too.
    static func seal(_ items: [[UInt8]], as backup: [UInt8]) throws -> [UInt8] {
        try seal(chunks(of: items), as: backup)
    }

    static let message = UInt8(crypto_secretstream_xchacha20poly1305_TAG_MESSAGE)
    static let push = UInt8(crypto_secretstream_xchacha20poly1305_TAG_PUSH)
    static let rekey = UInt8(crypto_secretstream_xchacha20poly1305_TAG_REKEY)
    static let final = UInt8(crypto_secretstream_xchacha20poly1305_TAG_FINAL)

    /// The same for chunks with these tags, by libsodium alone.
    static func seal(_ chunks: [(tag: UInt8, content: [UInt8])], as backup: [UInt8]) throws -> [UInt8] {
        var state = crypto_secretstream_xchacha20poly1305_state()
        var stream = Array(backup.prefix(BackupHeader.length))
        let keys = try SampleKeys.shared.unlock()
        // libsodium chooses the stream's header where one seals; opening with a given one leads to the same state.
        unsafe keys.backup.withUnsafeBytes { key in
            _ = unsafe crypto_secretstream_xchacha20poly1305_init_pull(
                &state, Array(stream.suffix(BackupHeader.streamHeaderLength)), Sodium.address(of: key))
        }
        var associatedData = stream
        for (tag, content) in chunks {
            var box = [UInt8](repeating: 0, count: content.count + BackupSealer.overhead)
            unsafe crypto_secretstream_xchacha20poly1305_push(
                &state, &box, nil, content, UInt64(content.count), associatedData, UInt64(associatedData.count), tag)
            associatedData = []
            stream += box
        }
        return stream
    }

    /// Items cut into chunks as this program does.
    static func chunks(of items: [[UInt8]]) -> [(tag: UInt8, content: [UInt8])] {
        let content = Array(items.joined())
        let starts = Array(stride(from: 0, to: content.count, by: BackupSealer.chunkLength))
        return starts.map { start in
            let end = min(start + BackupSealer.chunkLength, content.count)
            return (end == content.count ? final : message, Array(content[start..<end]))
        }
    }

    /// A vault of the shared keys without a place, which is what reads backups.
    static func reader() throws -> SealedVault {
        try SealedVault.createInMemory(header: SampleKeys.shared.header, keys: try SampleKeys.shared.unlock())
    }
}
