internal import CSodium

/// libsodium, initialised once before its first use.
enum Sodium {
    /// A lazy global runs once whatever number of threads ask for it.
    private static let isReady: Bool = sodium_init() >= 0

    /// Makes sure that libsodium chose its implementations and opened its source of random numbers.
    static func ensureReady() {
        precondition(isReady, "libsodium could not be initialised")
    }

    /// An address for empty buffers, which have none: libsodium wants one even where it reads nothing.
    // Never read or written, since it goes with a count of 0.
    private nonisolated(unsafe) static let nowhere = UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 1)

    static func address(of buffer: UnsafeRawBufferPointer) -> UnsafePointer<UInt8> {
        unsafe UnsafePointer((buffer.baseAddress ?? UnsafeRawPointer(nowhere)).assumingMemoryBound(to: UInt8.self))
    }

    static func address(of buffer: UnsafeMutableRawBufferPointer) -> UnsafeMutablePointer<UInt8> {
        unsafe (buffer.baseAddress ?? nowhere).assumingMemoryBound(to: UInt8.self)
    }
}
