package import NIOCore

extension ByteBuffer {
    /// Zeroes the readable bytes in the storage itself, so that every other holder of it sees zeros too.
    ///
    /// The usual mutating calls would copy first when someone else holds the storage, and leave the secret there.
    /// An abandoned exchange may still be reading on its event loop; it then sends zeros to a socket that is closing.
    package func overwrite() {
        unsafe withUnsafeReadableBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            // The storage was allocated as mutable memory, `self` keeps it alive, and the range is its readable part.
            unsafe UnsafeMutableRawPointer(mutating: start).initializeMemory(
                as: UInt8.self,
                repeating: 0,
                count: bytes.count
            )
        }
    }
}
