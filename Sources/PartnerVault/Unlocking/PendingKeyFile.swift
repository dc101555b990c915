import VaultCore
import VaultCrypto

/// A key file that stays only if the slot that needs it does.
final class PendingKeyFile {
    private let path: String?
    private var isMade = false

    /// Nothing is made where `path` is nil.
    init(_ path: String?) {
        self.path = path
    }

    func create() throws -> SecretBytes? {
        guard let path else { return nil }
        let key = try KeyFiles.create(path)
        isMade = true
        return key
    }

    /// The slot that needs the file is stored.
    func keep() {
        isMade = false
    }

    deinit {
        if isMade, let path { PrivateFile.remove(path) }
    }
}
