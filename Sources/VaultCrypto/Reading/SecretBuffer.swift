internal import CSodium

/// Locked memory that grows while a secret arrives; every block it outgrows is wiped.
@safe struct SecretBuffer: ~Copyable, Sendable {
    // One owner: the struct cannot be copied, so nobody else holds the address.
    private nonisolated(unsafe) var block: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    init(capacity: Int = 256) throws(SecretMemoryError) {
        Sodium.ensureReady()
        unsafe block = try LockedSlab.allocate(max(1, capacity))
    }

    /// An empty buffer, for readers, whose errors have a case for it.
    static func forReading(capacity: Int = 256) throws(SecretReadError) -> SecretBuffer {
        do { return try SecretBuffer(capacity: capacity) } catch { throw .cannotLock }
    }

    deinit {
        unsafe Self.discard(block)
    }

    mutating func append(_ byte: UInt8) throws(SecretMemoryError) {
        try reserve(1)
        unsafe block[count] = byte
        count += 1
    }

    /// Appends `scalar` in UTF-8, without a string between.
    mutating func append(_ scalar: Unicode.Scalar) throws(SecretMemoryError) {
        for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { try append(byte) }
    }

    /// Appends `range` of `bytes`, which lie elsewhere.
    mutating func append(_ bytes: RawSpan, _ range: Range<Int>) throws(SecretMemoryError) {
        try reserve(range.count)
        let target = unsafe UnsafeMutableRawBufferPointer(rebasing: block[count...])
        unsafe bytes.extracting(range).withUnsafeBytes { unsafe target.copyMemory(from: $0) }
        count += range.count
    }

    /// Appends what `fill` writes into `room` bytes of space; it returns how many it wrote.
    mutating func append(
        room: Int,
        filledBy fill: (UnsafeMutableRawBufferPointer) throws(SecretReadError) -> Int
    ) throws(SecretReadError) -> Int {
        do { try reserve(room) } catch { throw .cannotLock }
        let space = unsafe UnsafeMutableRawBufferPointer(rebasing: block[count..<count + room])
        let written = unsafe try fill(space)
        count += written
        return written
    }

    /// Drops and wipes all but the first `length` bytes; the memory is kept.
    mutating func truncate(to length: Int) {
        let tail = unsafe UnsafeMutableRawBufferPointer(rebasing: block[length..<count])
        unsafe sodium_memzero(tail.baseAddress, tail.count)
        count = length
    }

    /// Drops `byte` from the end, if it is there.
    @discardableResult
    mutating func dropLast(_ byte: UInt8) -> Bool {
        guard count > 0, withSpan({ $0[count - 1] }) == byte else { return false }
        truncate(to: count - 1)
        return true
    }

    /// Moves `range` into a secret of its own and wipes it here.
    mutating func take(_ range: Range<Int>) throws(SecretMemoryError) -> SecretBytes {
        precondition(range.upperBound <= count)
        let part = unsafe UnsafeMutableRawBufferPointer(rebasing: block[range])
        let secret: SecretBytes
        do { secret = unsafe try SecretBytes(copying: UnsafeRawBufferPointer(part)) } catch { throw .cannotLock }
        unsafe sodium_memzero(part.baseAddress, part.count)
        return secret
    }

    /// Lends the bytes for the length of `body`.
    borrowing func withSpan<Result: ~Copyable, Failure: Error>(
        _ body: (RawSpan) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        unsafe try body(UnsafeRawBufferPointer(rebasing: block[..<count]).bytes)
    }

    private mutating func reserve(_ more: Int) throws(SecretMemoryError) {
        guard unsafe block.count - count < more else { return }
        let larger = unsafe try LockedSlab.allocate(max(block.count * 2, count + more))
        unsafe larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: block[..<count]))
        unsafe Self.discard(block)
        unsafe block = larger
    }

    private static func discard(_ block: UnsafeMutableRawBufferPointer) {
        unsafe sodium_memzero(block.baseAddress, block.count)
        unsafe LockedSlab.release(block)
    }
}
