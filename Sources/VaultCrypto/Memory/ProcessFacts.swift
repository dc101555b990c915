internal import CPlatform
internal import CSodium

/// How well this process and its libraries keep secrets, for people who ask.
package struct ProcessFacts: Sendable {
    package let isUndumpable: Bool
    package let hasNoCoreFiles: Bool
    /// In bytes; nil where there is no limit.
    package let lockableLimit: UInt64?
    /// Whether as much memory as a command needs can be locked now.
    package let canLock: Bool

    /// What commands lock at most: a region for small secrets, and one large secret.
    package static let lockedBytes = 1 << 20

    package init() {
        var facts = pv_process_facts()
        unsafe pv_process_facts(&facts)
        isUndumpable = facts.is_undumpable
        hasNoCoreFiles = facts.has_no_core_files
        lockableLimit = facts.lockable_bytes == UInt64.max ? nil : facts.lockable_bytes
        if let memory = unsafe pv_map_locked(Self.lockedBytes) {
            canLock = true
            unsafe pv_unmap_locked(memory, Self.lockedBytes)
        } else {
            canLock = false
        }
    }

    /// libsodium's, as it calls itself.
    package static var sodiumVersion: String {
        guard let text = unsafe sodium_version_string() else { return "unknown" }
        return unsafe String(cString: text)
    }
}
