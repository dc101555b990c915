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

    /// Keeps the file unless nothing was stored for certain: a slot without its file opens no more, and a file without
    /// a slot does no harm.
    func settle(after error: any Error) {
        let uncertain: Set<FailureCode> = [.failure, .witnessUnwritten, .busy, .interrupted]
        guard let code = (error as? VaultFailure)?.code, !uncertain.contains(code) else { return keep() }
    }

    deinit {
        if isMade, let path { PrivateFile.remove(path) }
    }
}
