internal import CSodium

/// Bytes that must not leak: locked in memory, wiped when they go, impossible to copy, print, compare by accident or
/// encode.
@safe package struct SecretBytes: ~Copyable, Sendable {
    // One owner: the struct cannot be copied, so nobody else holds the address.
    private nonisolated(unsafe) let storage: UnsafeMutableRawBufferPointer

    /// How many bytes there are.
    package var count: Int { unsafe storage.count }
    package var isEmpty: Bool { unsafe storage.isEmpty }

    /// `count` bytes, zeroed and then filled by `fill`; wiped again if `fill` throws.
    package init<Failure: Error>(
        count: Int, filledBy fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
    ) throws {
        Sodium.ensureReady()
        let block = unsafe try LockedSlab.allocate(count)
        do {
            unsafe sodium_memzero(block.baseAddress, block.count)
            unsafe try fill(block)
        } catch {
            unsafe Self.discard(block)
            throw error
        }
        unsafe storage = block
    }

    /// A copy of `bytes`; the original is the caller's to wipe.
    package init(copying bytes: UnsafeRawBufferPointer) throws {
        unsafe try self.init(count: bytes.count) { unsafe $0.copyMemory(from: bytes) }
    }

    /// Takes over what a library left in an array, and wipes that array; copies that the library made are not reached.
    package init(moving bytes: inout [UInt8]) throws {
        defer { unsafe bytes.withUnsafeMutableBytes { unsafe sodium_memzero($0.baseAddress, $0.count) } }
        unsafe try self.init(count: bytes.count) { block in unsafe block.copyBytes(from: bytes) }
    }

    /// `count` bytes from libsodium's generator.
    package init(randomCount count: Int) throws {
        unsafe try self.init(count: count) { block in
            guard let start = block.baseAddress else { return }
            unsafe randombytes_buf(start, block.count)
        }
    }

    deinit {
        unsafe Self.discard(storage)
    }

    /// Lends the bytes for the length of `body`; the pointer must not outlive it.
    package borrowing func withUnsafeBytes<Result: ~Copyable, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        unsafe try body(UnsafeRawBufferPointer(storage))
    }

    /// Lends the bytes to be changed in place, for what libsodium keeps between calls.
    mutating func withUnsafeMutableBytes<Result, Failure: Error>(
        _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        unsafe try body(storage)
    }

    /// Lends the bytes as a bounds-checked span for the length of `body`.
    package borrowing func withSpan<Result: ~Copyable, Failure: Error>(
        _ body: (RawSpan) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        unsafe try body(UnsafeRawBufferPointer(storage).bytes)
    }

    /// The first `count` bytes as a secret of their own.
    package borrowing func prefix(_ count: Int) throws -> SecretBytes {
        unsafe try SecretBytes(copying: UnsafeRawBufferPointer(rebasing: storage.prefix(count)))
    }

    /// All but the first `count` bytes, as a secret of their own.
    package borrowing func dropFirst(_ count: Int) throws -> SecretBytes {
        unsafe try SecretBytes(copying: UnsafeRawBufferPointer(rebasing: storage.dropFirst(count)))
    }

    /// These bytes and those of `other` behind them.
    package borrowing func joined(with other: borrowing SecretBytes) throws -> SecretBytes {
        let split = count
        return unsafe try SecretBytes(count: count + other.count) { out in
            unsafe out.copyMemory(from: UnsafeRawBufferPointer(storage))
            unsafe UnsafeMutableRawBufferPointer(rebasing: out[split...])
                .copyMemory(from: UnsafeRawBufferPointer(other.storage))
        }
    }

    /// A second secret with the same bytes, where two owners are really needed.
    package borrowing func duplicate() throws -> SecretBytes {
        try prefix(count)
    }

    /// Whether both hold the same bytes, in time that depends on the lengths only.
    package borrowing func isIdentical(to other: borrowing SecretBytes) -> Bool {
        guard count == other.count else { return false }
        return unsafe sodium_memcmp(storage.baseAddress, other.storage.baseAddress, storage.count) == 0
    }

    private static func discard(_ block: UnsafeMutableRawBufferPointer) {
        unsafe sodium_memzero(block.baseAddress, block.count)
        unsafe LockedSlab.release(block)
    }
}
