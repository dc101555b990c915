package import VaultCrypto

/// A recovery key on its way to the person who writes it down: it can be shown, and is kept nowhere.
package final class IssuedRecoveryKey: Sendable {
    package let slot: UInt32
    package let key: RecoveryKey

    package init(slot: UInt32, key: consuming RecoveryKey) {
        self.slot = slot
        self.key = key
    }
}
