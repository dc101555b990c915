internal import CSodium

/// Several BLAKE2b-256 hashes of bytes that arrive in pieces, in memory that does not grow with them.
@safe package final class RunningHashes {
    // libsodium asks for states that begin at multiples of 64; only this object has the address.
    private static let alignment = 64
    private let stride: Int
    private nonisolated(unsafe) let states: UnsafeMutableRawPointer

    package init(count: Int) {
        Sodium.ensureReady()
        stride = (crypto_generichash_blake2b_statebytes() + Self.alignment - 1) / Self.alignment * Self.alignment
        unsafe states = UnsafeMutableRawPointer.allocate(byteCount: count * stride, alignment: Self.alignment)
        for index in 0..<count { unsafe crypto_generichash_blake2b_init(state(index), nil, 0, 32) }
    }

    deinit {
        unsafe states.deallocate()
    }

    /// Takes `bytes` into the hash of that number.
    package func add(_ bytes: [UInt8], to index: Int) {
        unsafe crypto_generichash_blake2b_update(state(index), bytes, UInt64(bytes.count))
    }

    /// Ends the hash of that number, which takes nothing more.
    package func finish(_ index: Int) -> Hash32 {
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        unsafe withUnsafeMutableBytes(of: &words) { out in
            _ = unsafe crypto_generichash_blake2b_final(state(index), Sodium.address(of: out), out.count)
        }
        return Hash32(words: [words.0, words.1, words.2, words.3].map { UInt64(littleEndian: $0) })
    }

    // Swift does not import a structure that is aligned to more than 16.
    private func state(_ index: Int) -> OpaquePointer {
        unsafe OpaquePointer(states + index * stride)
    }
}
