internal import CSodium

/// Decrypts a backup chunk by chunk; nothing of a chunk is given out before it is authentic.
package final class BackupOpener {
    private var state: SecretBytes
    private let source: (Int) throws -> [UInt8]
    private var associatedData: [UInt8]
    private var isOver = false

    /// Begins behind the plain `header`. `source` gives so many of the bytes that follow, fewer only at the end.
    package init(
        _ header: BackupHeader, _ keys: borrowing VaultKeys, from source: @escaping (Int) throws -> [UInt8]
    ) throws {
        Sodium.ensureReady()
        let streamHeader = header.streamHeader
        state = unsafe try SecretBytes(count: MemoryLayout<crypto_secretstream_xchacha20poly1305_state>.size) { state in
            unsafe keys.backup.withUnsafeBytes { key in
                _ = unsafe crypto_secretstream_xchacha20poly1305_init_pull(
                    BackupSealer.pointer(state), streamHeader, Sodium.address(of: key))
            }
        }
        self.source = source
        associatedData = header.bytes
    }

    /// The next chunk; nil after the last, once it is certain that nothing follows.
    ///
    /// - Throws: `BackupError.incomplete`, `.damaged` or `.trailing`.
    package func next() throws -> [UInt8]? {
        guard !isOver else { return nil }
        let box = try source(BackupSealer.chunkLength + BackupSealer.overhead)
        guard box.count > BackupSealer.overhead else {
            throw box.isEmpty ? BackupError.incomplete : BackupError.damaged
        }
        var chunk = [UInt8](repeating: 0, count: box.count - BackupSealer.overhead)
        var tag: UInt8 = 0
        let result = unsafe state.withUnsafeMutableBytes { state in
            unsafe crypto_secretstream_xchacha20poly1305_pull(
                BackupSealer.pointer(state), &chunk, nil, &tag, box, UInt64(box.count), associatedData,
                UInt64(associatedData.count))
        }
        guard result == 0 else { throw BackupError.damaged }
        associatedData = []
        switch Int32(tag) {
        case Int32(crypto_secretstream_xchacha20poly1305_TAG_MESSAGE):
            guard chunk.count == BackupSealer.chunkLength else { throw BackupError.damaged }
        case Int32(crypto_secretstream_xchacha20poly1305_TAG_FINAL):
            guard try source(1).isEmpty else { throw BackupError.trailing }
            isOver = true
        default:
            throw BackupError.damaged
        }
        return chunk
    }
}
