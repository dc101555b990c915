/// Why bytes that may hold a secret could not be read. No case carries any of them.
package enum SecretReadError: Error, Equatable {
    /// read(2) failed with this `errno`.
    case unreadable(Int32)
    /// More than `limit` bytes.
    case tooLong(limit: Int)
    case notUTF8
    /// The limit on locked memory (`ulimit -l`) is reached.
    case cannotLock
}
