#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Reads a secret from a descriptor without a copy outside locked memory.
package enum SecretReader {
    /// Reads to the end of `descriptor`, which the caller closes; at most `limit` bytes.
    ///
    /// One LF or CRLF at the very end, as editors and `echo` leave it, is dropped and not counted.
    package static func readAll(
        from descriptor: Int32,
        limit: Int,
        droppingNewline: Bool = true
    ) throws(SecretReadError) -> SecretBytes {
        var buffer = try SecretBuffer.forReading()
        // Two more than allowed, for a CRLF that may still go.
        while buffer.count <= limit + 2 {
            let count = unsafe try buffer.append(room: 4096) { (space) throws(SecretReadError) in
                unsafe try read(descriptor, into: space)
            }
            if count == 0 { break }
        }
        if droppingNewline, buffer.dropLast(UInt8(ascii: "\n")) { buffer.dropLast(UInt8(ascii: "\r")) }
        guard buffer.count <= limit else { throw .tooLong(limit: limit) }
        do { return try buffer.take(0..<buffer.count) } catch { throw .cannotLock }
    }

    /// Reads once into `space`, again if a signal came between; waits where `descriptor` does not; 0 at the end.
    static func read(_ descriptor: Int32, into space: UnsafeMutableRawBufferPointer) throws(SecretReadError) -> Int {
        while true {
            #if canImport(Glibc)
            let count = unsafe Glibc.read(descriptor, space.baseAddress, space.count)
            #elseif canImport(Musl)
            let count = unsafe Musl.read(descriptor, space.baseAddress, space.count)
            #else
            let count = unsafe Darwin.read(descriptor, space.baseAddress, space.count)
            #endif
            if count >= 0 { return count }
            let reason = errno
            switch reason {
            case EINTR: continue
            // Some programs hand on pipes that they have set not to block.
            case EAGAIN:
                var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                guard unsafe poll(&wanted, 1, -1) >= 0 || errno == EINTR else { throw .unreadable(errno) }
            default: throw .unreadable(reason)
            }
        }
    }
}
