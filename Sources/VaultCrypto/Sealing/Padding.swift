/// Size classes: a box shows which class its plaintext falls in, and nothing finer.
package enum Padding: Sendable {
    /// 512, 4096, and then doubling up to 1 MiB.
    case record
    /// 1,024, 4096, and then as above, for rows of the log: the longest name fits into the smallest.
    case audit
    /// 16 bytes, for rows of the blind index, which all have one size.
    case index
    /// None, for keys of a fixed length.
    case fixed

    /// The largest size class of a record.
    package static let largestRecord = 1 << 20

    /// The length that `count` bytes of plaintext are padded to; nil above the largest class.
    ///
    /// At least one byte of padding is added, so that the end of the plaintext can be found again.
    package func paddedLength(_ count: Int) -> Int? {
        switch self {
        case .fixed: return count
        case .index: return count < 16 ? 16 : nil
        case .record, .audit:
            var size = self == .record ? 512 : 1024
            while size <= count {
                size = max(4096, size * 2)
                if size > Self.largestRecord { return nil }
            }
            return size
        }
    }
}
