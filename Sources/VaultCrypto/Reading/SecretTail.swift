#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// The last bytes that another program wrote, in locked memory: they may hold a secret that it was given.
package struct SecretTail: ~Copyable {
    private var buffer: SecretBuffer
    private let limit: Int

    package init(limit: Int) throws(SecretMemoryError) {
        buffer = try SecretBuffer(capacity: 2 * limit)
        self.limit = limit
    }

    /// Reads once from a descriptor that does not block, and drops what is further back than the limit.
    ///
    /// - Returns: how many bytes came; nil where no more will.
    package mutating func take(from descriptor: Int32) throws(SecretMemoryError) -> Int? {
        var isOver = false
        let count: Int
        do {
            count = unsafe try buffer.append(room: limit) { space in
                #if canImport(Glibc)
                let count = unsafe Glibc.read(descriptor, space.baseAddress, space.count)
                #elseif canImport(Musl)
                let count = unsafe Musl.read(descriptor, space.baseAddress, space.count)
                #else
                let count = unsafe Darwin.read(descriptor, space.baseAddress, space.count)
                #endif
                isOver = count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)
                return max(0, count)
            }
        } catch { throw .cannotLock }
        if buffer.count > limit {
            let kept = try buffer.take(buffer.count - limit..<buffer.count)
            buffer.truncate(to: 0)
            try kept.withSpan { bytes throws(SecretMemoryError) in try buffer.append(bytes, 0..<bytes.byteCount) }
        }
        return isOver ? nil : count
    }

    /// What is kept, which may be shown; nil where it holds a part of `secret`.
    package borrowing func text(telling secret: borrowing SecretBytes) throws(SecretMemoryError) -> [UInt8]? {
        let tells = try buffer.withSpan { bytes throws(SecretMemoryError) in try secret.leavesTrace(in: bytes) }
        guard !tells else { return nil }
        return buffer.withSpan { bytes in (0..<bytes.byteCount).map { bytes[$0] } }
    }
}
