internal import EntraClient
internal import VaultCrypto

/// What can be said about a client secret without asking the directory.
enum SecretCheck {
    /// Longer than any client secret; certificates are another kind.
    static let maximumLength = 4096
    /// Of a shorter secret, three characters would give too much away.
    private static let shortestWithHint = 12
    private static let longestUserName = 320
    /// Entra's own bound (password policies: at most 256 characters), in bytes.
    private static let longestPassword = 1024

    /// - Throws: `usage` for an empty secret, or for the secret's ID in the place of its value.
    static func check(_ secret: borrowing SecretBytes) throws {
        guard !secret.isEmpty else { throw VaultFailure(.usage, "the secret is empty") }
        guard secret.count <= maximumLength else { throw VaultFailure(.usage, "the secret is too long") }
        guard !SecretShape.looksLikeKeyID(secret) else {
            throw VaultFailure(
                .usage, "that is the secret's ID, not its value",
                hint: "the portal shows the value once, in the column Value; make a new secret if it is lost")
        }
        let isPrintable = unsafe secret.withUnsafeBytes { unsafe $0.allSatisfy { $0 > 0x20 && $0 != 0x7f } }
        guard isPrintable else {
            throw VaultFailure(
                .usage, "the secret has white space or control characters in it",
                hint: "copy the value again, and nothing around it")
        }
    }

    /// - Throws: `usage` for a name or password that no user of Entra has.
    static func check(userName: String, password: SharedSecret) throws {
        guard (1...longestUserName).contains(userName.utf8.count), userName.contains("@"),
            userName.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f })
        else { throw VaultFailure(.usage, "--username takes a user's sign-in name, such as ada@contoso.com") }
        guard !password.bytes.isEmpty else { throw VaultFailure(.usage, "the password is empty") }
        guard password.bytes.count <= longestPassword else { throw VaultFailure(.usage, "the password is too long") }
    }

    /// The first three characters, as Graph shows them of every secret; nil for a short one.
    static func hint(of secret: borrowing SecretBytes) -> String? {
        unsafe secret.withUnsafeBytes { bytes in
            unsafe bytes.count < shortestWithHint ? nil : String(validating: bytes.prefix(3), as: UTF8.self)
        }
    }
}
