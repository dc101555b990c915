internal import CSodium

/// libsodium, initialised once before its first use.
enum Sodium {
    /// A lazy global runs once whatever number of threads ask for it.
    private static let isReady: Bool = sodium_init() >= 0

    /// Makes sure that libsodium chose its implementations and opened its source of random numbers.
    static func ensureReady() {
        precondition(isReady, "libsodium could not be initialised")
    }
}
