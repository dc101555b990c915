internal import CSodium

/// Encrypts a backup as it is written: chunks of 64 KiB by crypto_secretstream (XChaCha20-Poly1305), each bound to all
/// before it, the first one to the plain header, and the last one marked as the last.
package final class BackupSealer {
    static let chunkLength = 64 * 1024
    static let overhead = Int(crypto_secretstream_xchacha20poly1305_ABYTES)

    /// libsodium's state, which holds the stream's key.
    private var state: SecretBytes
    private let sink: ([UInt8]) throws -> Void
    /// What the next chunk authenticates beside itself: the plain header, and from then on nothing.
    private var associatedData: [UInt8]
    private var chunk: [UInt8] = []

    /// Begins a backup of the vault that `header` and `keys` belong to; `sink` takes its bytes in order.
    package init(
        _ header: VaultHeader, _ keys: borrowing VaultKeys, to sink: @escaping ([UInt8]) throws -> Void
    ) throws {
        Sodium.ensureReady()
        var streamHeader = [UInt8](repeating: 0, count: BackupHeader.streamHeaderLength)
        state = unsafe try SecretBytes(count: MemoryLayout<crypto_secretstream_xchacha20poly1305_state>.size) { state in
            unsafe keys.backup.withUnsafeBytes { key in
                _ = unsafe crypto_secretstream_xchacha20poly1305_init_push(
                    Self.pointer(state), &streamHeader, Sodium.address(of: key))
            }
        }
        self.sink = sink
        associatedData = BackupHeader.start(header) + streamHeader
        chunk.reserveCapacity(Self.chunkLength)
        try sink(associatedData)
    }

    package func write(_ bytes: [UInt8]) throws {
        unsafe try bytes.withUnsafeBytes { unsafe try write($0) }
    }

    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = unsafe bytes[...]
        while unsafe !rest.isEmpty {
            // A full chunk waits until it is known not to be the last.
            if chunk.count == Self.chunkLength { try flush(UInt8(crypto_secretstream_xchacha20poly1305_TAG_MESSAGE)) }
            let part = unsafe rest.prefix(Self.chunkLength - chunk.count)
            unsafe chunk.append(contentsOf: part)
            unsafe rest = rest.dropFirst(part.count)
        }
    }

    /// Writes the last chunk; a stream without it is no backup.
    package func finish() throws {
        try flush(UInt8(crypto_secretstream_xchacha20poly1305_TAG_FINAL))
    }

    private func flush(_ tag: UInt8) throws {
        var box = [UInt8](repeating: 0, count: chunk.count + Self.overhead)
        unsafe state.withUnsafeMutableBytes { state in
            _ = unsafe crypto_secretstream_xchacha20poly1305_push(
                Self.pointer(state), &box, nil, chunk, UInt64(chunk.count), associatedData,
                UInt64(associatedData.count), tag)
        }
        chunk.removeAll(keepingCapacity: true)
        associatedData = []
        try sink(box)
    }

    static func pointer(
        _ state: UnsafeMutableRawBufferPointer
    ) -> UnsafeMutablePointer<crypto_secretstream_xchacha20poly1305_state> {
        unsafe UnsafeMutableRawPointer(Sodium.address(of: state))
            .assumingMemoryBound(to: crypto_secretstream_xchacha20poly1305_state.self)
    }
}
