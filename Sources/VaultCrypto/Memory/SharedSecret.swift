/// A secret with several holders: one refresh token that a thousand sign-ins send at once. It is wiped with the last.
package final class SharedSecret: Sendable {
    package let bytes: SecretBytes

    package init(_ bytes: consuming SecretBytes) {
        self.bytes = bytes
    }
}

extension SharedSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "a secret, hidden" }
    package var debugDescription: String { description }
    /// `dump` shows no more than `print`.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
