import VaultCore
import VaultCrypto

/// Identity files on disk: a recipient's secret key.
enum IdentityFile {
    private static let limit = 4096

    /// From a file that only this user can read.
    static func read(_ path: String) throws -> Identity {
        try parse(try PrivateFile.read(path, called: "identity file", limit: limit), path)
    }

    /// From the folder that systemd makes for a unit, whose files may belong to root and be lent by an access list.
    static func credential(_ path: String) throws -> Identity {
        try parse(try PrivateFile.read(path, called: "credential", limit: limit, keptBy: .serviceManager), path)
    }

    /// Makes a new identity, writes it to `path`, and gives its public key.
    static func create(_ path: String) throws -> RecipientKey {
        let identity = try Identity()
        try PrivateFile.create(path, called: "identity file", content: try identity.fileContent())
        return identity.recipient
    }

    private static func parse(_ content: consuming SecretBytes, _ path: String) throws -> Identity {
        do {
            return try Identity(file: content)
        } catch is CheckedTextError {
            throw VaultFailure(
                .inputUnreadable,
                "\(Printable.text(path)) is no identity file of this program, or was changed",
                hint: "make one with \"partner-vault keygen --output-file FILE\""
            )
        }
    }
}
