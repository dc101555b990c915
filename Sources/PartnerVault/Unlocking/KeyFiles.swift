import VaultCore
import VaultCrypto

/// Key files on disk.
enum KeyFiles {
    private static let limit = 256

    static func read(_ path: String) throws -> SecretBytes {
        let line = try PrivateFile.read(path, called: "key file", limit: limit)
        do {
            return try KeyFile.read(line)
        } catch is KeyFileError {
            throw VaultFailure(.inputUnreadable, "\(Printable.text(path)) is no key file of this program")
        }
    }

    /// Makes a new key, writes it to `path`, and gives it back.
    static func create(_ path: String) throws -> SecretBytes {
        let line = try KeyFile.newLine()
        let key = try KeyFile.read(line)
        try PrivateFile.create(path, called: "key file", content: line)
        return key
    }
}
