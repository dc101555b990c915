/// What a person knows, and the key file that may go with it.
package struct Passphrase: ~Copyable, Sendable {
    package let text: SecretBytes
    package let keyFile: SecretBytes?

    package init(_ text: consuming SecretBytes, keyFile: consuming SecretBytes? = nil) {
        self.text = text
        self.keyFile = keyFile
    }

    /// The kind of slot that it opens.
    package var kind: KeySlot.Kind {
        switch keyFile {
        case .some: .passphraseAndKeyFile
        case .none: .passphrase
        }
    }

    /// A second one that goes with the key file of `other`.
    package borrowing func duplicate(withKeyFileOf other: borrowing Passphrase) throws -> Passphrase {
        switch other.keyFile {
        case .some(let file): Passphrase(try text.duplicate(), keyFile: try file.duplicate())
        case .none: Passphrase(try text.duplicate())
        }
    }

    /// A second one with the same content, for an owner that ends its own.
    package borrowing func duplicate() throws -> Passphrase {
        switch keyFile {
        case .some(let file): Passphrase(try text.duplicate(), keyFile: try file.duplicate())
        case .none: Passphrase(try text.duplicate())
        }
    }
}
